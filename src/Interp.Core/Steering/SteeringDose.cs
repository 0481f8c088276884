namespace Interp.Core.Steering;

/// <summary>A vector and how much of it is added.</summary>
/// <param name="Vector">The vector, which knows its state.</param>
/// <param name="Dose">Its multiple; 0 for nothing.</param>
public sealed record SteeringDose(SteeringVector Vector, double Dose = 1);
