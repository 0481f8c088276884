namespace Interp.Core.Studies.Plans;

/// <summary>A cell that could not be run, or broke off.</summary>
/// <param name="Cell">Which.</param>
/// <param name="Reason">Why, in a line.</param>
public sealed record CellFailure(CellId Cell, string Reason);
