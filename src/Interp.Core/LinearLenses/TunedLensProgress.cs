using System.Collections.Immutable;

namespace Interp.Core.LinearLenses;

/// <summary>How far a training is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Losses">By state, the mean divergence of the step's tokens, in nats, before the step.</param>
public sealed record TunedLensProgress(int Step, int Steps, ImmutableArray<double> Losses);
