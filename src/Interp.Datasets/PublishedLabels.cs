using System.Collections.Immutable;
using Interp.Core;

namespace Interp.Datasets;

/// <summary>Label words of one format as the paper's code has them, where they are not the right ones.</summary>
/// <param name="Format">Index of the format.</param>
/// <param name="Labels">The words, in class order.</param>
/// <param name="Applies">Which protocols use them.</param>
public sealed record PublishedLabels(int Format, ImmutableArray<string> Labels, Func<Protocol, bool> Applies);
