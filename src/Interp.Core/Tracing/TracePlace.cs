using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Prompts;

namespace Interp.Core.Tracing;

/// <summary>Tokens that are restored together, under a name: a role, or a position.</summary>
/// <param name="Name">Its name in results; each once.</param>
/// <param name="Positions">The tokens of each prompt; a prompt may have none of them.</param>
public sealed record TracePlace(string Name, Positions Positions)
{
    /// <summary>The roles of tokens in few-shot prompts, up to the one before the last label: "label", "pre-label" (of earlier demonstrations), "last pre-label", "other".</summary>
    /// <param name="prompts">The prompts that are traced.</param>
    public static ImmutableArray<TracePlace> Roles(IReadOnlyList<Prompt> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return
        [
            new("label", Positions.EarlierLabel),
            new("pre-label", Positions.EarlierPreLabel),
            new("last pre-label", Positions.LastPreLabel),
            new("other", Positions.At(prompts.Select(prompt =>
                Enumerable.Range(0, prompt.PreLabel[^1]).Except(prompt.PreLabel).Where(token => !prompt.LabelSpans.Any(span => span.Start <= token && token < span.End))))),
        ];
    }
}
