using System.Collections.Immutable;
using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Heads;

/// <summary>Reads how much every head's own output promotes the shown label over the true one. Keeps three numbers a prompt and head.</summary>
/// <param name="labelTokens">The token that stands for each label.</param>
public sealed class LabelPromotionReader(IReadOnlyList<int> labelTokens) : IReader
{
    private ImmutableArray<TokenPair> _pairs = [];
    private TransformerInfo? _info;
    private SweepTally? _tally;
    private double[] _bare = [];       // [prompt, layer, head]
    private double[] _normalized = []; // [prompt, layer, head]
    private double[] _frozen = [];     // [prompt, layer, head], still to be divided by the scale
    private double[] _scales = [];

    /// <summary>The scores, once the sweep has run.</summary>
    /// <exception cref="InvalidOperationException">It has not, or not to its end.</exception>
    /// <exception cref="ArgumentException">The model said something that is no number.</exception>
    public LabelPromotion Promotion
    {
        get
        {
            (_tally ?? throw new InvalidOperationException("There are no scores yet: give the reader to Sweep.Run first.")).RequireAll();
            ImmutableArray<int> contrasting = [.. Enumerable.Range(0, _pairs.Length).Where(Contrasts)];
            HeadScores Of(double[] values, Func<int, double> scale) => HeadScores.Of(
                contrasting.Length, [.. Enumerable.Range(0, _info!.Layers)], _info.Heads, (i, head) => values[Place(contrasting[i], head.Layer) + head.Head] / scale(contrasting[i]));
            return new LabelPromotion(contrasting, Of(_bare, _ => 1), Of(_normalized, _ => 1), Of(_frozen, prompt => _scales[prompt]));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No few-shot prompts, or none whose last demonstration shows a false label.</exception>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(labelTokens);
        _pairs = TokenPair.ShownAgainstTrue(Batch.Of(set).Prompts(), labelTokens);
        if (!Enumerable.Range(0, _pairs.Length).Any(Contrasts))
            throw new ArgumentException("The last demonstration of every prompt shows its true label, so that no head can promote another over it: take false prompts (PromptKind.False).", nameof(set));
        var directions = new LogitDirections(model, _pairs);
        directions.Check(set.Count);
        var keepsBias = !PromptProtocols.Of(set, null).DropsUnembeddingBias;

        var info = _info = model.Info;
        (_bare, _normalized, _frozen, _scales) = (Numbers(), Numbers(), Numbers(), new double[set.Count]);
        _tally = new SweepTally(set.Count * (info.Layers + 1));
        return
        [
            .. Enumerable.Range(0, info.Layers).Select(layer => new Want(HookPoint.Z(layer), Positions.LastPreLabel, x => Heads(x, model, directions, keepsBias, layer))),
            new Want(HookPoint.ResidPost(info.Layers - 1), Positions.LastPreLabel, x => Scale(x, directions)),
        ];

        double[] Numbers() => new double[checked(set.Count * info.Layers * info.Heads)];
    }

    private bool Contrasts(int prompt) => _pairs[prompt].Plus != _pairs[prompt].Minus;

    private int Place(int prompt, int layer) => (prompt * _info!.Layers + layer) * _info.Heads;

    private void Heads(Tapped tapped, HookedTransformer model, LogitDirections directions, bool keepsBias, int layer)
    {
        using var scope = NewDisposeScope();
        var (batch, z) = (tapped.Batch, tapped.Values.select(1, 0)); // [batch, head, d_head]
        var after = directions.AfterNorm(batch);                     // [batch, d_model]
        var perHead = model.AttentionOutput(layer).Weight.view(-1, z.shape[1], z.shape[2]); // [d_model, head, d_head]

        // In float64 and rounded: the last bits of a float32 product of such slices depend on where memory lies.
        var outputs = einsum("bhd,mhd->bhm", z.to(float64), perHead.to(float64)).to(z.dtype).contiguous(); // [batch, head, d_model]
        if (model.AttentionOutNorm(layer) is not null)
            outputs = outputs * directions.BeforeAttentionOut(ones_like(after).On(z.device), z, layer).unsqueeze(1).to(z.dtype);
        var normalized = (model.FinalNorm.Apply(outputs.On(model.LastDevice)).to(directions.Dtype) * after.unsqueeze(1)).sum(-1); // [batch, head]
        if (keepsBias)
            normalized = normalized.Plus(directions.OfBias(batch).unsqueeze(1));
        Put(_bare, batch, directions.OfHeads(z, after, layer), layer);
        Put(_normalized, batch, normalized, layer);
        Put(_frozen, batch, directions.OfHeads(z, directions.BeforeNorm(batch), layer), layer);
        _tally!.Count(batch.Size);
    }

    private void Scale(Tapped tapped, LogitDirections directions)
    {
        using var scope = NewDisposeScope();
        var scales = LogitDirections.Numbers(directions.Scale(tapped.Values.select(1, 0)));
        for (var row = 0; row < tapped.Batch.Size; row++)
            _scales[tapped.Batch.Members[row]] = scales[row];
        _tally!.Count(tapped.Batch.Size);
    }

    /// <param name="values">Where it goes.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="scores">[batch, head]</param>
    /// <param name="layer">The block.</param>
    private void Put(double[] values, Batch batch, Tensor scores, int layer)
    {
        var (numbers, heads) = (LogitDirections.Numbers(scores), _info!.Heads);
        for (var row = 0; row < batch.Size; row++)
            numbers.AsSpan(row * heads, heads).CopyTo(values.AsSpan(Place(batch.Members[row], layer), heads));
    }
}
