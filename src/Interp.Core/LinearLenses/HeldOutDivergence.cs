using System.Collections.Immutable;
using Interp.Core.Metrics;

namespace Interp.Core.LinearLenses;

/// <summary>How far a lens is from the model on texts that it was not trained on: the mean over a text's tokens of KL(final || lens), in nats.</summary>
/// <param name="Texts">The texts, as indices into those that the training got.</param>
/// <param name="Logit">Of the logit lens, by state and text.</param>
/// <param name="Tuned">Of the tuned lens, by state and text; <see cref="LensDivergence"/> gives the same of any lens and texts.</param>
public sealed record HeldOutDivergence(
    ImmutableArray<int> Texts, ImmutableArray<ImmutableArray<double>> Logit, ImmutableArray<ImmutableArray<double>> Tuned)
{
    /// <summary>Mean over texts of the logit lens.</summary>
    /// <param name="state">A state before the last.</param>
    public double MeanOfLogit(int state) => Mean.Of(Logit[state].AsSpan());

    /// <summary>Mean over texts of the tuned lens.</summary>
    /// <param name="state">A state before the last.</param>
    public double MeanOfTuned(int state) => Mean.Of(Tuned[state].AsSpan());
}
