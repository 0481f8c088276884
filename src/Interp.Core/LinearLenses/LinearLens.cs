using System.Collections.Immutable;
using Interp.Core.Products;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>
/// One matrix a state, from what the stream is there to what it will be at the last state; the model's own norm and
/// unembedding say then what that means (<see cref="LinearLensReadout"/>). Tuned lenses and Jacobian lenses are such.
/// </summary>
/// <remarks>Owns its maps until disposed. State 0 is the embedding, k the stream after block k-1; the last state needs no map.</remarks>
public sealed class LinearLens : IDisposable
{
    private readonly ImmutableSortedDictionary<int, StateMap> _maps;

    /// <summary>Takes over maps.</summary>
    /// <param name="kind">What they mean.</param>
    /// <param name="maps">By state; at least one, all of one width, dtype and device.</param>
    /// <exception cref="ArgumentException">None, a negative state, maps of other shapes than [d_model, d_model] and [d_model], of different dtypes, or with numbers that are not finite.</exception>
    public LinearLens(LinearLensKind kind, IReadOnlyDictionary<int, StateMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (!Enum.IsDefined(kind))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of lens.");
        if (maps.Count == 0)
            throw new ArgumentException("A lens needs the map of one state at least.", nameof(maps));
        _maps = maps.ToImmutableSortedDictionary();
        var first = _maps.Values.First().Weight;
        (Kind, DModel, Dtype) = (kind, (int)first.shape[^1], first.dtype);
        foreach (var (state, map) in _maps)
            Check(state, map);
    }

    /// <summary>What the maps mean.</summary>
    public LinearLensKind Kind { get; }

    /// <summary>Width of the stream.</summary>
    public int DModel { get; }

    /// <summary>Dtype of the maps, float32 or float64. States of half precision are widened to it and rounded back.</summary>
    public ScalarType Dtype { get; }

    /// <summary>The states that have a map, in order.</summary>
    public ImmutableArray<int> States => [.. _maps.Keys];

    /// <summary>The map of a state; the lens's own.</summary>
    /// <param name="state">0 the embedding, k the stream after block k-1.</param>
    /// <exception cref="ArgumentException">It has none; the message says which have.</exception>
    public StateMap this[int state] => Find(state) ?? throw new ArgumentException(
        $"This {Kind} lens has maps for states {Listed()}, none for state {state}. Read those that it has (the option States), or get a lens that covers the others.", nameof(state));

    /// <summary>What the last state would be, as this one has it.</summary>
    /// <param name="stream">[..., d_model] of a state that has a map.</param>
    /// <param name="state">Which.</param>
    /// <returns>The same shape and dtype; the caller (or its dispose scope) owns it.</returns>
    /// <exception cref="ArgumentException">A state without a map, or another width.</exception>
    public Tensor Translate(Tensor stream, int state)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ShapeGuard.LastAxis(stream, DModel, nameof(stream), "d_model");
        var map = this[state];
        using var scope = NewDisposeScope();
        var wide = stream.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var x = stream.to(wide);
        var mapped = ProductRoutes.Plain.Affine(x, map.Weight.On(stream.device).to(wide), map.Bias?.On(stream.device).to(wide)); // [..., d_model]
        var translated = Kind switch
        {
            LinearLensKind.Tuned => x.Plus(mapped),
            LinearLensKind.Jacobian => mapped,
            _ => throw new InvalidOperationException($"{Kind} is no kind of lens."),
        };
        return translated.to(stream.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the maps.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors)
            tensor.Dispose();
    }

    internal IEnumerable<Tensor> Tensors => _maps.Values.SelectMany(map => map.Tensors);

    internal StateMap? Find(int state) => _maps.GetValueOrDefault(state);

    /// <exception cref="ArgumentException">The lens is of another model; the message says what was found and expected.</exception>
    internal void Require(TransformerInfo info)
    {
        if (DModel != info.DModel)
            throw new ArgumentException($"This {Kind} lens is of width {DModel}, the model's stream of {info.DModel}: it was made for another model.");
        if (States[^1] > info.Layers)
            throw new ArgumentException($"This {Kind} lens has maps for states {Listed()}; the model has states 0..{info.Layers}: it was made for another model.");
    }

    private string Listed() => States.SequenceEqual(Enumerable.Range(States[0], States.Length)) ? $"{States[0]}..{States[^1]}" : string.Join(", ", States);

    private void Check(int state, StateMap map)
    {
        if (state < 0)
            throw new ArgumentException($"There is no state {state}; states are counted from 0, the embedding.");
        ShapeGuard.Exactly(map.Weight, [DModel, DModel], $"maps[{state}].Weight", "d_model d_model");
        if (map.Bias is { } bias)
            ShapeGuard.Exactly(bias, [DModel], $"maps[{state}].Bias", "d_model");
        foreach (var tensor in map.Tensors)
        {
            if (tensor.dtype != Dtype || Dtype is not (ScalarType.Float32 or ScalarType.Float64))
                throw new ArgumentException($"The map of state {state} is {tensor.dtype}, the first one {Dtype}; expected all in float32 or all in float64.");
            using var scope = NewDisposeScope();
            if (!tensor.isfinite().all().item<bool>())
                throw new ArgumentException($"The map of state {state} has numbers that are not finite: the lens was damaged, or its training diverged.");
        }
    }
}
