using Interp.Core.Prompts;
using Interp.Core.Sweeps;

namespace Interp.Core.Paths;

/// <summary>How paths are patched.</summary>
public sealed record PathOptions
{
    /// <summary>Direct paths of false prompts, patched with what correct prompts say.</summary>
    public static PathOptions Default { get; } = new();

    /// <summary>What paths go through.</summary>
    public PathKind Kind { get; init; } = PathKind.Direct;

    /// <summary>What takes the place of what a sender adds.</summary>
    public PathReplacement With { get; init; } = PathReplacement.OtherPrompt;

    /// <summary>The prompts that are run and patched; those of the other kind give what <see cref="PathReplacement.OtherPrompt"/> puts in.</summary>
    public PromptKind Run { get; init; } = PromptKind.False;

    /// <summary>How many prompts are run together; progress and cancellation.</summary>
    public SweepOptions Sweep { get; init; } = SweepOptions.Default;
}
