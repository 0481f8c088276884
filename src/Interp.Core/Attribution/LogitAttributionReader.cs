using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Attribution;

/// <summary>
/// Direct logit attribution as a reader of a sweep: what the embedding, every head, every MLP and every bias add to a
/// difference of two logits. Keeps one number a prompt and component.
/// </summary>
/// <remarks>
/// A head's share is its slice of z through its slice of the output projection. The scales of the final norm, and of a norm
/// behind attention, are those of the real stream; under them the norms are linear, so that the shares add up to the
/// difference. Where the logits have a soft cap it is the difference before the cap.
/// </remarks>
/// <param name="pairs">For each prompt of the set the two tokens; <see cref="TokenPair.ShownAgainstTrue"/> makes those of labels.</param>
/// <param name="at">The token of each prompt whose prediction is attributed; null for the last pre-label token.</param>
public sealed class LogitAttributionReader(IReadOnlyList<TokenPair> pairs, Positions? at = null) : IReader
{
    private ImmutableArray<LogitComponent> _components = [];
    private double[] _products = []; // [prompt, component], still to be divided by the scale
    private double[] _scales = [];
    private double[] _differences = [];
    private SweepTally? _tally;

    /// <summary>The attribution, in the order of the set, once the sweep has run.</summary>
    /// <exception cref="InvalidOperationException">It has not, or not to its end.</exception>
    /// <exception cref="ArgumentException">The model said something that is no number.</exception>
    public LogitAttribution Attribution
    {
        get
        {
            (_tally ?? throw new InvalidOperationException("There is no attribution yet: give the reader to Sweep.Run first.")).RequireAll();
            var biases = _components.Count(component => component.Kind is ComponentKind.FinalNormBias or ComponentKind.UnembeddingBias);
            return new LogitAttribution(
                [.. pairs], _components, [.. _products.Select((product, i) => i % _components.Length < _components.Length - biases ? product / _scales[i / _components.Length] : product)], [.. _differences]);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Not one pair and one token a prompt, or a token that the model does not have.</exception>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(pairs);
        var directions = new LogitDirections(model, pairs);
        directions.Check(set.Count);
        var positions = at ?? Positions.LastPreLabel;
        OneToken.Require(positions, set);

        var components = _components = [.. ComponentsOf(model)];
        _products = new double[checked(set.Count * components.Length)];
        (_scales, _differences) = (new double[set.Count], new double[set.Count]);
        Want[] wants = [.. Wants(model, directions, positions)];
        _tally = new SweepTally(set.Count * wants.Length);
        return wants;
    }

    private IEnumerable<Want> Wants(HookedTransformer model, LogitDirections directions, Positions positions)
    {
        Want Adds(HookPoint point, LogitComponent component) =>
            Of(point, component, x => (x.Values.select(1, 0).to(directions.Dtype) * directions.BeforeNorm(x.Batch).On(x.Values.device)).sum(-1).unsqueeze(-1));
        Want Of(HookPoint point, LogitComponent first, Func<Tapped, Tensor> products) =>
            new(point, positions, x => Take(x, first, products));

        yield return Adds(HookPoint.Embed, new LogitComponent(ComponentKind.Embedding));
        if (_components.Contains(new LogitComponent(ComponentKind.Position)))
            yield return Adds(HookPoint.PosEmbed, new LogitComponent(ComponentKind.Position));
        for (var layer = 0; layer < model.Info.Layers; layer++)
        {
            var block = layer;
            yield return Of(HookPoint.Z(block), LogitComponent.Head(new HeadId(block, 0)), x => Heads(x, directions, model, block));
            yield return Adds(HookPoint.MlpOut(block), LogitComponent.Mlp(block));
        }

        yield return new Want(HookPoint.ResidPost(model.Info.Layers - 1), positions, x => Finish(x, directions, model));
    }

    private static IEnumerable<LogitComponent> ComponentsOf(HookedTransformer model)
    {
        yield return new LogitComponent(ComponentKind.Embedding);
        if (model.HookPoints.Contains(HookPoint.PosEmbed))
            yield return new LogitComponent(ComponentKind.Position);
        for (var layer = 0; layer < model.Info.Layers; layer++)
        {
            for (var head = 0; head < model.Info.Heads; head++)
                yield return LogitComponent.Head(new HeadId(layer, head));
            if (model.HasAttentionBias(layer))
                yield return new LogitComponent(ComponentKind.AttentionBias, layer);
            yield return LogitComponent.Mlp(layer);
        }

        if (model.FinalNorm.Bias is not null)
            yield return new LogitComponent(ComponentKind.FinalNormBias);
        if (model.Unembedding.Bias is not null)
            yield return new LogitComponent(ComponentKind.UnembeddingBias);
    }

    /// <summary>Every head of a block, then the bias of its attention output: [batch, component].</summary>
    private static Tensor Heads(Tapped tapped, LogitDirections directions, HookedTransformer model, int layer)
    {
        var before = directions.BeforeNorm(tapped.Batch); // [batch, d_model]
        var z = tapped.Values.select(1, 0);                        // [batch, head, d_head]
        var heads = directions.OfHeads(z, before, layer);          // [batch, head]
        return model.AttentionOutput(layer).Bias is { } bias
            ? cat([heads, (directions.BeforeAttentionOut(before, z, layer) * bias.to(directions.Dtype)).sum(-1).unsqueeze(-1)], 1)
            : heads;
    }

    private void Finish(Tapped tapped, LogitDirections directions, HookedTransformer model)
    {
        using var scope = NewDisposeScope();
        var (batch, stream) = (tapped.Batch, tapped.Values.select(1, 0)); // [batch, d_model]
        var (scales, differences) = (LogitDirections.Numbers(directions.Scale(stream)), LogitDirections.Numbers(directions.OfLogits(stream, batch)));
        for (var row = 0; row < batch.Size; row++)
            (_scales[batch.Members[row]], _differences[batch.Members[row]]) = (scales[row], differences[row]);
        if (model.FinalNorm.Bias is { } bias)
            Put(batch, new LogitComponent(ComponentKind.FinalNormBias), (directions.AfterNorm(batch) * bias.to(directions.Dtype)).sum(-1).unsqueeze(-1));
        if (model.Unembedding.Bias is not null)
            Put(batch, new LogitComponent(ComponentKind.UnembeddingBias), directions.OfBias(batch).unsqueeze(-1));
        _tally!.Count(batch.Size);
    }

    private void Take(Tapped tapped, LogitComponent first, Func<Tapped, Tensor> products)
    {
        using var scope = NewDisposeScope();
        Put(tapped.Batch, first, products(tapped));
        _tally!.Count(tapped.Batch.Size);
    }

    /// <param name="batch">The prompts.</param>
    /// <param name="first">The first of the components that stand next to each other.</param>
    /// <param name="products">[batch, component]</param>
    private void Put(Batch batch, LogitComponent first, Tensor products)
    {
        var (numbers, place, count) = (LogitDirections.Numbers(products), _components.IndexOf(first), (int)products.shape[1]);
        for (var row = 0; row < batch.Size; row++)
            numbers.AsSpan(row * count, count).CopyTo(_products.AsSpan(batch.Members[row] * _components.Length + place, count));
    }
}
