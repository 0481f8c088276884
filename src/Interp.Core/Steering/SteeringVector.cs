using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Metrics;
using Interp.Core.Randomness;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Steering;

/// <summary>A direction of the stream at one state, to be added to it: plain numbers.</summary>
public sealed record SteeringVector
{
    /// <summary>A vector of given numbers.</summary>
    /// <param name="state">The state it is added to: 0 the embedding, k the stream after block k-1.</param>
    /// <param name="values">One number for each dimension of the stream.</param>
    /// <exception cref="ArgumentException">No numbers, one that is not finite, or a negative state.</exception>
    public SteeringVector(int state, ImmutableArray<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(state);
        if (values.IsDefaultOrEmpty)
            throw new ArgumentException("A vector has a number for each dimension of the stream.", nameof(values));
        Finite.Require(values.AsSpan());
        (State, Values) = (state, values);
    }

    /// <summary>The state it is added to.</summary>
    public int State { get; }

    /// <summary>[d_model]</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>Its length.</summary>
    public double Norm => Math.Sqrt(Values.Sum(value => value * value));

    /// <summary>The same numbers at another state.</summary>
    /// <param name="state">The state.</param>
    public SteeringVector At(int state) => new(state, Values);

    /// <summary>A multiple.</summary>
    /// <param name="factor">The factor.</param>
    public SteeringVector Times(double factor) => new(State, [.. Values.Select(value => factor * value)]);

    /// <summary>The difference.</summary>
    /// <param name="other">A vector of the same state and width.</param>
    /// <exception cref="ArgumentException">Another state or width.</exception>
    public SteeringVector Minus(SteeringVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.State != State || other.Values.Length != Values.Length)
            throw new ArgumentException($"A vector of state {State} and width {Values.Length} and one of state {other.State} and width {other.Values.Length} have no difference.", nameof(other));
        return new(State, [.. Values.Zip(other.Values, (mine, its) => mine - its)]);
    }

    /// <summary>A vector of the same state and length in a direction that is uniform over all: a control.</summary>
    /// <param name="seed">Seed of the draw.</param>
    /// <param name="index">Which of the seed's controls; each is the same however many are drawn.</param>
    public SteeringVector RandomLike(ulong seed, int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var drawn = new SteeringVector(State, [.. NormalNumbers.Draw(Values.Length, new RandomStream(seed, (ulong)index))]);
        return drawn.Times(Norm / drawn.Norm);
    }

    /// <summary>Adds the vector, times a dose, to every pass of a model until disposed. Scopes add up; zeros change no bit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="positions">At which tokens.</param>
    /// <param name="dose">How much of it.</param>
    /// <returns>Disposing it ends the steering.</returns>
    /// <exception cref="ArgumentException">A state or width that the model does not have, or a dose that is not finite.</exception>
    public HookScope Apply(HookedTransformer model, Positions positions, double dose = 1)
    {
        ArgumentNullException.ThrowIfNull(positions);
        Check(model);
        var step = Times(Finite.Of(dose));
        return model.Intervene(Lens.States.PointOf(State), new Listener.Intervention(
            (x, grid) => SteeringEdit.Add(x, step, grid, positions.Resolve(grid.Batch)), batch => positions.Resolve(batch)));
    }

    /// <exception cref="ArgumentException">A state or width that the model does not have.</exception>
    internal void Check(HookedTransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (State > model.Info.Layers)
            throw new ArgumentException($"The vector is of state {State}; the model has states 0..{model.Info.Layers}.", nameof(model));
        if (Values.Length != model.Info.DModel)
            throw new ArgumentException($"The vector has {Values.Length} numbers, the model's stream {model.Info.DModel}.", nameof(model));
    }

    /// <summary>Its numbers, [d_model], in the dtype and on the device of a stream.</summary>
    internal Tensor Like(Tensor stream)
    {
        using var scope = NewDisposeScope();
        return tensor(Values.ToArray()).to(stream.dtype).to(stream.device).MoveToOuterDisposeScope();
    }

    /// <summary>By state and numbers.</summary>
    /// <param name="other">Another vector.</param>
    public bool Equals(SteeringVector? other) => other is not null && State == other.State && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(State, Values.Length, Values[0]);

    /// <summary>"state 3, 96 numbers, norm 4.2"</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"state {State}, {Values.Length} numbers, norm {Norm:0.###}");
}
