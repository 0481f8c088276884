using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>What every result row says: where its numbers come from, and how sure its main number is. Numbers that are not finite are refused.</summary>
public abstract record ResultRow
{
    private protected ResultRow()
    {
    }

    /// <summary>Where its numbers come from.</summary>
    public required RowSource Source { get; init; }

    /// <summary>How sure its main number is.</summary>
    public RowSpread Spread { get; init; } = RowSpread.Unknown;

    /// <inheritdoc cref="RowSource.Model"/>
    public string Model => Source.Model;

    /// <inheritdoc cref="RowSource.Protocol"/>
    public Protocol Protocol => Source.Protocol;

    /// <inheritdoc cref="RowSource.Setting"/>
    public Setting Setting => Source.Setting;

    /// <inheritdoc cref="RowSource.Dataset"/>
    public string Dataset => Source.Dataset;

    /// <inheritdoc cref="RowSource.Format"/>
    public int Format => Source.Format;

    /// <inheritdoc cref="RowSpread.Count"/>
    public int? Count => Spread.Count;

    /// <inheritdoc cref="RowSpread.Low"/>
    public double? Low => Spread.Low;

    /// <inheritdoc cref="RowSpread.High"/>
    public double? High => Spread.High;

    /// <inheritdoc cref="RowSpread.Method"/>
    public string? Method => Spread.Method;

    /// <inheritdoc cref="RowSpread.Seed"/>
    public ulong? Seed => Spread.Seed;

    /// <summary>What the row's numbers are of.</summary>
    internal abstract RowKey Key { get; }
}
