using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Heads;

/// <summary>Reads every head's attention to earlier labels and to tokens of other roles; of the attention maps only the rows before labels are computed, once.</summary>
/// <param name="allDemonstrations">True for attention from before every label; false for the last one, which the paper's head scores are of.</param>
public sealed class LabelAttentionReader(bool allDemonstrations = false) : IReader
{
    private LabelAttention? _attention;
    private SweepTally _tally = new(0);

    /// <summary>The attention, in the order of the set, once the sweep has run.</summary>
    /// <exception cref="InvalidOperationException">It has not, or not to its end.</exception>
    public LabelAttention Attention
    {
        get
        {
            var attention = _attention ?? throw new InvalidOperationException("There is no attention yet: give the reader to Sweep.Run first.");
            _tally.RequireAll();
            return attention;
        }
    }

    /// <summary>Which blocks; null for all.</summary>
    public ImmutableArray<int>? Layers { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No few-shot prompts, or of different numbers of demonstrations.</exception>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        var prompts = Batch.Of(set).Prompts();
        var demonstrations = prompts[0].PreLabel.Length;
        if (demonstrations == 0 || prompts.Any(prompt => prompt.PreLabel.Length != demonstrations || prompt.LabelSpans.Length != demonstrations))
            throw new ArgumentException("All prompts need the same number of demonstrations, at least one, each with its label.");

        ImmutableArray<int> queries = allDemonstrations ? [.. Enumerable.Range(0, demonstrations)] : [demonstrations - 1];
        var attention = _attention = new LabelAttention(set.Count, Layers ?? [.. Enumerable.Range(0, model.Info.Layers)], model.Info.Heads, queries, demonstrations);
        var tally = _tally = new SweepTally(set.Count * attention.Layers.Length);
        var positions = allDemonstrations ? Positions.PreLabel : Positions.LastPreLabel;
        return [.. attention.Layers.Select(layer => new Want(HookPoint.Pattern(layer), positions, x =>
        {
            Take(attention, x, layer);
            tally.Count(x.Batch.Size);
        }))];
    }

    /// <summary>Sums what one block's heads attend to.</summary>
    /// <param name="attention">Where it goes.</param>
    /// <param name="tapped">[batch, head, query, key]</param>
    /// <param name="layer">The block.</param>
    private static void Take(LabelAttention attention, Tapped tapped, int layer)
    {
        using var scope = NewDisposeScope();
        var prompts = tapped.Batch.Prompts();
        var pattern = tapped.Values.to(float32).cpu().contiguous().data<float>().ToArray();
        var keys = tapped.Batch.Width;
        for (var row = 0; row < tapped.Batch.Size; row++)
        {
            var (index, prompt) = (tapped.Batch.Members[row], prompts[row]);
            int[][][] roles = [.. attention.Queries.Select(query => TokenRoles.KeysOf(prompt.Tokens, prompt.PreLabel[query]))];
            for (var head = 0; head < attention.Heads; head++)
            {
                for (var query = 0; query < attention.Queries.Length; query++)
                {
                    var weights = pattern.AsSpan(((row * attention.Heads + head) * attention.Queries.Length + query) * keys, keys);
                    var (toLabels, toPreLabels, toRoles) = attention.Row(index, new HeadId(layer, head), attention.Queries[query]);
                    for (var earlier = 0; earlier < attention.Queries[query]; earlier++)
                    {
                        var span = prompt.LabelSpans[earlier];
                        toLabels.Span[earlier] = Sum(weights[span.Start..span.End]);
                        toPreLabels.Span[earlier] = weights[prompt.PreLabel[earlier]];
                    }

                    for (var role = 0; role < TokenRoles.Count; role++)
                        toRoles.Span[role] = Sum(weights, roles[query][role]);
                }
            }
        }
    }

    private static float Sum(ReadOnlySpan<float> weights, int[] keys)
    {
        var sum = 0.0;
        foreach (var key in keys)
            sum += weights[key];
        return (float)sum;
    }

    private static float Sum(ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
            sum += weight;
        return (float)sum;
    }
}
