using System.Collections.Immutable;

namespace Interp.Samples.TrainOverthinker.Lessons;

/// <summary>A stage of the curriculum by which copying is learnt; without one it does not form.</summary>
/// <param name="Name">What is learnt.</param>
/// <param name="Categories">Categories of a letter sequence, least and most.</param>
/// <param name="Objects">Objects shown of each category at most.</param>
/// <param name="Letters">Letters that labels are dealt from.</param>
/// <param name="Until">Share of repeated labels that must be predicted before the next stage; 1.1 for the last one.</param>
internal sealed record Stage(string Name, (int Least, int Most) Categories, int Objects, int Letters, double Until)
{
    /// <summary>All stages in order.</summary>
    public static ImmutableArray<Stage> All { get; } =
    [
        new("copy a repeated object's label", (2, 2), Objects: 1, Letters: 4, Until: 0.93),
        new("among more labels and objects", (2, 4), Objects: 2, Letters: 24, Until: 0.85),
        new("copy by category", (2, 4), Objects: 30, Letters: 24, Until: 0.75),
        new("permuted labels among them", (2, 4), Objects: 30, Letters: 24, Until: 1.1),
    ];

    /// <summary>The stage of conflict.</summary>
    public static int Conflict => All.Length - 1;
}
