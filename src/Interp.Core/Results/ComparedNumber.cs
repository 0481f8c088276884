using Interp.Core.Metrics;

namespace Interp.Core.Results;

/// <summary>A column that a comparison looks at.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Get">The number with its interval, of width zero where the row gives none; null where the row has no number.</param>
/// <param name="HasInterval">True where the row gives an interval.</param>
internal sealed record ComparedNumber<TRow>(string Column, Func<TRow, Interval?> Get, Func<TRow, bool> HasInterval);
