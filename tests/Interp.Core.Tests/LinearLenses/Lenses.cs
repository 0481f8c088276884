using Interp.Core.LinearLenses;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.LinearLenses;

/// <summary>Lenses for tiny models.</summary>
internal static class Lenses
{
    /// <summary>Maps that change nothing.</summary>
    public static LinearLens Identity(LinearLensKind kind, int width = TinyWiring.DModel, int states = TinyWiring.Layers, ScalarType dtype = ScalarType.Float32) =>
        new(kind, Enumerable.Range(0, states).ToDictionary(state => state, _ => kind == LinearLensKind.Tuned
            ? new StateMap(zeros(width, width, dtype: dtype), zeros(width, dtype: dtype))
            : new StateMap(eye(width, dtype: dtype))));

    /// <summary>Maps of noise.</summary>
    public static LinearLens Random(LinearLensKind kind, ScalarType dtype = ScalarType.Float32, int firstState = 0)
    {
        using var scope = NewDisposeScope();
        var (square, row) = (zeros(TinyWiring.DModel, TinyWiring.DModel, dtype: dtype), zeros(TinyWiring.DModel, dtype: dtype));
        return new(kind, Enumerable.Range(firstState, TinyWiring.Layers - firstState).ToDictionary(state => state, state => new StateMap(
            Numbers.Noise(square, 10 + state).DetachFromDisposeScope(), kind == LinearLensKind.Tuned ? Numbers.Noise(row, 20 + state).DetachFromDisposeScope() : null)));
    }
}
