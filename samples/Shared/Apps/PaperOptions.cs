using System.Collections.Immutable;

namespace Interp.Samples.Shared.Apps;

/// <summary>What a figure's command line says.</summary>
internal sealed record PaperOptions
{
    /// <summary>Folder with rows; null to measure them.</summary>
    public required string? Results { get; init; }

    /// <summary>Of stored rows, only this model; else the model that is run. Null for all, or the built-in one.</summary>
    public required string? Model { get; init; }

    public required ImmutableArray<string> Datasets { get; init; }

    public required string? Data { get; init; }

    public required int Demonstrations { get; init; }

    public required int Count { get; init; }

    public required int RandomSets { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Folder of the study that is run; null for a temporary one.</summary>
    public required string? Study { get; init; }

    public required string Out { get; init; }

    /// <summary>Dots a unit of PNGs.</summary>
    public required int Scale { get; init; }

    public required bool Quiet { get; init; }

    public required bool Json { get; init; }
}
