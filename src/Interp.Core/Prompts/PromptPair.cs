namespace Interp.Core.Prompts;

/// <summary>The same demonstrations in the same order, once with their true labels and once with the setting's.</summary>
/// <param name="Correct">The prompt with true labels.</param>
/// <param name="False">The prompt with the labels that the setting deals.</param>
public sealed record PromptPair(Prompt Correct, Prompt False)
{
    /// <summary>The prompt of one kind.</summary>
    /// <param name="kind">Correct or false.</param>
    public Prompt this[PromptKind kind] => kind switch
    {
        PromptKind.Correct => Correct,
        PromptKind.False => False,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are correct and false prompts."),
    };
}
