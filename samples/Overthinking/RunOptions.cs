using Interp.Core.Prompts;

namespace Interp.Samples.Overthinking;

/// <summary>What to run.</summary>
internal sealed record RunOptions
{
    public required string Model { get; init; }

    public required string Dataset { get; init; }

    /// <summary>File or folder with the dataset's rows; null for the built-in ones.</summary>
    public required string? Data { get; init; }

    public required Setting Setting { get; init; }

    public required int Format { get; init; }

    public required int Demonstrations { get; init; }

    public required int Count { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Whether blocks are read as they are needed.</summary>
    public required bool Stream { get; init; }

    public required string Out { get; init; }

    public required bool Quiet { get; init; }
}
