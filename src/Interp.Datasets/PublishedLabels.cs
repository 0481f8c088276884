using System.Collections.Immutable;
using Interp.Core;

namespace Interp.Datasets;

/// <summary>Label words of one format as the paper's code has them, where they are not the right ones (<see cref="Protocol.PublishedLabelWords"/>).</summary>
/// <param name="Format">Index of the format.</param>
/// <param name="Labels">The words, in class order.</param>
/// <param name="Difference">What is wrong about them: a sentence for documentation.</param>
public sealed record PublishedLabels(int Format, ImmutableArray<string> Labels, string Difference);
