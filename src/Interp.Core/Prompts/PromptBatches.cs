using Interp.Core.Batches;

namespace Interp.Core.Prompts;

/// <summary>The few-shot prompts of a batch, with their label spans, classes and shown labels.</summary>
internal static class PromptBatches
{
    /// <summary>For each row its prompt.</summary>
    /// <param name="batch">A batch made of prompts.</param>
    /// <exception cref="ArgumentException">A row that was made of something else.</exception>
    public static IReadOnlyList<Prompt> Prompts(this Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return [.. batch.Sequences.Select((sequence, row) => sequence as Prompt
            ?? throw new ArgumentException($"Prompt {batch.Members[row]} is {sequence.GetType().Name}, not a few-shot prompt that knows its labels.", nameof(batch)))];
    }
}
