namespace Interp.Core.Transformer;

/// <summary>Order of the rows of a fused query-key-value matrix.</summary>
public enum QkvLayout
{
    /// <summary>All queries, all keys, all values (GPT-2).</summary>
    QThenKThenV,

    /// <summary>Head by head: its query, its key, its value (GPT-NeoX).</summary>
    PerHead,
}
