using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>What every result row says: where its numbers come from, and how sure its main number is. Numbers that are not finite are refused.</summary>
/// <remarks>The paper's own files give no <see cref="Count"/>, interval, method or seed.</remarks>
public abstract record ResultRow
{
    private protected ResultRow()
    {
    }

    /// <summary>The model's name, as the user gave it.</summary>
    public required string Model { get; init; }

    /// <summary>The protocol of prompts, reading and measures.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>How the false prompts' labels were dealt.</summary>
    public required Setting Setting { get; init; }

    /// <summary>The dataset's key ("sst2").</summary>
    public required string Dataset { get; init; }

    /// <summary>Index of the prompt format.</summary>
    public required int Format { get; init; }

    /// <summary>Values the main number is a mean over, mostly prompts. The column "n" of result files.</summary>
    public int? Count { get; init; }

    /// <summary>Lower bound of the main number's interval.</summary>
    public double? Low { get; init => field = Finite.Of(value); }

    /// <summary>Upper bound of the main number's interval.</summary>
    public double? High { get; init => field = Finite.Of(value); }

    /// <summary>How the intervals were made ("bootstrap, 2000 resamples, 95 %").</summary>
    public string? Method { get; init; }

    /// <summary>Seed of the run's random choices.</summary>
    public ulong? Seed { get; init; }

    /// <summary>What the row's numbers are of.</summary>
    internal abstract RowKey Key { get; }
}
