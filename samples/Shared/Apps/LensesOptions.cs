using Interp.Core.Prompts;

namespace Interp.Samples.Shared.Apps;

/// <summary>What the command line of the lens comparison says.</summary>
internal sealed record LensesOptions
{
    public required string Model { get; init; }

    /// <summary>A tuned-lens folder; null to train one.</summary>
    public required string? Tuned { get; init; }

    /// <summary>A Jacobian-lens file; null to compute one.</summary>
    public required string? Jacobian { get; init; }

    public required string Dataset { get; init; }

    public required string? Data { get; init; }

    public required int Demonstrations { get; init; }

    /// <summary>Pairs of prompts that are judged.</summary>
    public required int Count { get; init; }

    /// <summary>Pairs of prompts that lenses are made on.</summary>
    public required int Made { get; init; }

    /// <summary>The kind of prompts that lenses are made on; null for both.</summary>
    public required PromptKind? MadeOn { get; init; }

    public required int Steps { get; init; }

    public required ulong Seed { get; init; }

    public required string Out { get; init; }

    /// <summary>Dots a unit of the PNG.</summary>
    public required int Scale { get; init; }

    public required bool Quiet { get; init; }
}
