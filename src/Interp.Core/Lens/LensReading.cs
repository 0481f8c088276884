using Interp.Core.Prompts;

namespace Interp.Core.Lens;

/// <summary>The logit lens on a set of prompts: label scores of both kinds, with the prompts they belong to.</summary>
public sealed record LensReading
{
    /// <summary>Puts scores to their prompts.</summary>
    /// <param name="prompts">The prompts, in the order of the scores.</param>
    /// <param name="scores">Label scores under correct and under false prompts.</param>
    /// <exception cref="ArgumentException">Scores of another protocol than the prompts', or of another number of prompts.</exception>
    public LensReading(PromptSet prompts, ByKind<LabelScores> scores)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(scores);
        foreach (var kind in Enum.GetValues<PromptKind>())
        {
            if (scores[kind].Protocol != prompts.Protocol)
                throw new ArgumentException($"The prompts were made under the protocol '{prompts.Protocol}', their scores read under '{scores[kind].Protocol}'.", nameof(scores));
            if (scores[kind].Prompts != prompts.Pairs.Length)
                throw new ArgumentException($"There are {prompts.Pairs.Length} pairs of prompts, and scores of {scores[kind].Prompts} {kind} prompts.", nameof(scores));
        }

        (Prompts, Scores) = (prompts, scores);
    }

    /// <summary>The prompts, in the order of the scores.</summary>
    public PromptSet Prompts { get; }

    /// <summary>Label scores under correct and under false prompts.</summary>
    public ByKind<LabelScores> Scores { get; }

    /// <summary>The protocol of prompts and scores.</summary>
    public Protocol Protocol => Prompts.Protocol;
}
