using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Heads;

/// <summary>
/// Whether heads copy label words, from weights alone: what the OV circuit of a head says of the labels when it attends to
/// one of them. Nothing is run.
/// </summary>
/// <remarks>
/// The circuit is W_U N_f W_O W_V N(W_E): the label's embedding is brought to unit size by the norm of the head's block
/// (its gain included, its bias not; left as it is where none stands before attention), goes through W_V and W_O, is gained
/// by the norm behind attention where there is one, and is centred and gained by the final norm, both under the scale 1. Biases are left out: they are the same whatever is attended to. Logits are in arbitrary units, which differ
/// between heads as their outputs do; the share of labels that win does not depend on them.
/// </remarks>
public static class Copying
{
    /// <summary>Logit of the attended label less the mean logit of the others.</summary>
    /// <param name="model">The model.</param>
    /// <param name="labelTokens">The token that stands for each label, at least two.</param>
    /// <returns>For every head one number a label, in the place of prompts.</returns>
    public static HeadScores Score(HookedTransformer model, IReadOnlyList<int> labelTokens) => Of(model, labelTokens).Score;

    /// <summary>1 where the attended label is promoted most among the labels, else 0; ties are no win.</summary>
    /// <param name="model">The model.</param>
    /// <param name="labelTokens">The token that stands for each label, at least two.</param>
    /// <returns>For every head one number a label, in the place of prompts; their mean is the share of labels that win.</returns>
    public static HeadScores Wins(HookedTransformer model, IReadOnlyList<int> labelTokens) => Of(model, labelTokens).Wins;

    /// <exception cref="ArgumentException">Less than two tokens, one twice, or one outside the vocabulary.</exception>
    internal static (HeadScores Score, HeadScores Wins) Of(HookedTransformer model, IReadOnlyList<int> labelTokens)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(labelTokens);
        if (labelTokens.Count < 2 || labelTokens.Distinct().Count() != labelTokens.Count || labelTokens.Any(token => (uint)token >= (uint)model.Info.DVocab))
            throw new ArgumentException($"Expected two or more different tokens of the {model.Info.DVocab} of the vocabulary; given were {string.Join(", ", labelTokens)}.", nameof(labelTokens));

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (count, info) = (labelTokens.Count, model.Info);
        double[][] logits = [.. Enumerable.Range(0, info.Layers).Select(layer => Logits(model, labelTokens, layer))]; // [layer] of [head, label, label]
        ReadOnlySpan<double> Row(int attended, HeadId head) => logits[head.Layer].AsSpan((head.Head * count + attended) * count, count);
        HeadScores Each(Func<double, double[], double> score) =>
            HeadScores.Of(count, [.. Enumerable.Range(0, info.Layers)], info.Heads, (attended, head) => score(Row(attended, head)[attended], [.. Others(Row(attended, head), attended)]));
        return (Each((own, others) => own - others.Average()), Each((own, others) => own > others.Max() ? 1 : 0));
    }

    private static double[] Others(ReadOnlySpan<double> row, int left) => [.. row[..left], .. row[(left + 1)..]];

    /// <summary>What every head of a block says of each label for each attended one, [head, label, label].</summary>
    private static double[] Logits(HookedTransformer model, IReadOnlyList<int> labelTokens, int layer)
    {
        using var scope = NewDisposeScope();
        var wide = model.Dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var (info, norm) = (model.Info, model.AttentionNorm(layer));
        var tokens = tensor(labelTokens.Select(token => (long)token).ToArray(), device: model.Device);
        var here = model.DeviceOf(layer);
        var embedded = model.Embedded(tokens).On(here);                                                                  // [label, d_model]
        var attended = (norm?.ApplyFrozen(embedded, norm.ScaleOf(embedded)) ?? embedded).to(wide);                // [label, d_model]
        var directions = model.FinalNorm.Pullback(model.Unembedding.Weight.index_select(0, tokens.On(model.LastDevice)).to(wide)).On(here);   // [label, d_model]
        var values = matmul(attended.unsqueeze(0), model.W_V(layer).to(wide));                                    // [kv_head, label, d_head]
        var perHead = CausalScores.PerQueryHead(values.permute(1, 0, 2).unsqueeze(0), info.Heads).squeeze(0);      // [head, label, d_head]
        var written = matmul(perHead, model.W_O(layer).to(wide));                                                 // [head, label, d_model]
        directions = model.AttentionOutNorm(layer)?.Pullback(directions) ?? directions;
        return matmul(written, directions.t()).to(float64).cpu().contiguous().data<double>().ToArray();           // [head, label, label]
    }
}
