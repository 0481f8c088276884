using System.Collections.Immutable;
using Interp.Core.Studies.Measures;
using Interp.Core.Studies.Readings;
using Interp.Core.Studies.Specs;

namespace Interp.Core.Studies.Plans;

/// <summary>What is read of a cell: of each window, and of all of it.</summary>
/// <param name="Lens">The lens, with or without the vocabulary; null for none.</param>
/// <param name="Heads">True where heads are read too.</param>
/// <param name="Ablations">The ablations, with the names of their folders.</param>
/// <param name="Methods">Methods that take a cell as a whole.</param>
internal sealed record CellReadings(StudyReading? Lens, bool Heads, ImmutableArray<AblationReading> Ablations, ImmutableArray<StudyReading> Methods)
{
    /// <summary>What a spec needs beside ablations.</summary>
    public static CellReadings Of(StudySpec spec, bool choosesHeads)
    {
        StudyReading[] needed = [.. spec.Measures.Select(measure => StudyMeasure.Find(measure)!.Needs)];
        var vocabulary = spec.Protocol.AddsEpsilonToShares || needed.Contains(StudyReading.Vocabulary);
        return new(vocabulary ? StudyReading.Vocabulary : StudyReading.Labels, choosesHeads || needed.Contains(StudyReading.Heads), [], [.. needed.Where(IsOfWholeCells).Distinct()]);
    }

    /// <summary>True for what a method reads of a cell as a whole, false for what is read window by window.</summary>
    public static bool IsOfWholeCells(StudyReading reading) => reading > StudyReading.Heads;

    /// <summary>True where there is nothing to read of windows.</summary>
    public bool IsEmpty => Lens is null && !Heads && Ablations.IsEmpty;

    /// <summary>True where nothing of the prompts themselves is to be read.</summary>
    public bool IsOnlyAblations => Lens is null && !Heads && !Ablations.IsEmpty;

    /// <summary>The name of a reading's folder.</summary>
    public static string FolderOf(StudyReading reading) => reading.ToString().ToLowerInvariant();
}
