using System.Collections.Immutable;

namespace Interp.Datasets;

/// <summary>The hub's names for what a benchmark reads.</summary>
/// <param name="Fields">Columns of an example's fields, in order.</param>
/// <param name="Label">Column of classes.</param>
/// <param name="Classes">Names of all classes in class order; files have the names or their indices.</param>
internal sealed record HubColumns(ImmutableArray<string> Fields, string Label, ImmutableArray<string> Classes);
