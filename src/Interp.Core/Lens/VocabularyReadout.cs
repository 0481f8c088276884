using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Lens;

/// <summary>What a readout says over the whole vocabulary, some words at a time, as plain values.</summary>
/// <param name="readout">The lens.</param>
/// <param name="top">How many of the likeliest tokens.</param>
/// <param name="words">Rows that stand for tokens; those beyond are padding of the matrix and never among the likeliest.</param>
internal sealed class VocabularyReadout(IReadout readout, int top, int words)
{
    /// <summary>One prediction a row.</summary>
    /// <param name="stream">[batch, token, d_model]</param>
    /// <param name="state">Which state it is.</param>
    /// <param name="targets">For each row the token that is looked for; null for none.</param>
    public TokenPrediction[] Read(Tensor stream, int state, int?[] targets)
    {
        using var scope = NewDisposeScope();
        var normalized = readout.Normalized(stream, state).flatten(0, 1); // [row, d_model]
        var wanted = tensor(targets.Select(target => (long)(target ?? 0)).ToArray(), device: normalized.device); // [row]
        var targetLogits = readout.Unembedding.LogitsOfEach(normalized, wanted); // [row]
        var sums = new List<Tensor>();
        var best = (Values: new List<Tensor>(), Tokens: new List<Tensor>());
        var likelier = zeros_like(wanted);
        readout.Unembedding.ForEachChunk(normalized, (first, logits) =>
        {
            sums.Add(logits.logsumexp(-1).MoveToOtherDisposeScope(scope));
            likelier.Accumulate(Likelier(logits, first, wanted, targetLogits));
            var real = Math.Min(words - first, (int)logits.shape[1]);
            if (real <= 0)
                return;
            var (values, tokens) = logits.narrow(1, 0, real).topk(Math.Min(top, real), dim: 1);
            best.Values.Add(values.MoveToOtherDisposeScope(scope));
            best.Tokens.Add(tokens.Plus((long)first).MoveToOtherDisposeScope(scope));
        });

        var all = maximum(stack(sums, 0).logsumexp(0), targetLogits); // [row]
        var merged = cat(best.Values, 1);
        var (likeliest, order) = merged.topk(Math.Min(top, (int)merged.shape[1]), dim: 1); // [row, token]
        var ids = cat(best.Tokens, 1).gather(1, order).cpu().contiguous().data<long>().ToArray();
        var probabilities = (likeliest - all.unsqueeze(1)).to(float64).exp().cpu().contiguous().data<double>().ToArray();
        var logProbabilities = (targetLogits - all).to(float64).cpu().contiguous().data<double>().ToArray();
        var ranks = likelier.cpu().contiguous().data<long>().ToArray();
        var count = (int)likeliest.shape[1];
        return [.. targets.Select((target, row) => new TokenPrediction(
            [.. Enumerable.Range(row * count, count).Select(i => new RankedToken((int)ids[i], probabilities[i]))],
            target, target is null ? double.NaN : logProbabilities[row], target is null ? -1 : (int)ranks[row]))];
    }

    /// <summary>How many words of a chunk are likelier than each row's target, itself not counted.</summary>
    private static Tensor Likelier(Tensor logits, int first, Tensor targets, Tensor targetLogits)
    {
        var above = logits > targetLogits.unsqueeze(1); // [row, token]
        var place = targets.Plus(-(long)first);
        var here = place.AtLeast(0).logical_and(place.Below(logits.shape[1]));
        var itself = above.gather(1, place.Within(0, logits.shape[1] - 1).unsqueeze(1)).squeeze(1).logical_and(here);
        return above.sum([1L]) - itself.to(int64);
    }
}
