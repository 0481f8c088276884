using System.Collections.Immutable;
using Interp.Core.Attribution;
using Interp.Core.Heads;
using Interp.Core.Prompts;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Readings;

/// <summary>What was read of heads, as it is kept: pairs first, in each the correct prompt and the false one.</summary>
/// <param name="arrays">The arrays of a reading.</param>
/// <param name="kind">Which prompts of the pairs.</param>
internal sealed class HeadArrays(IReadOnlyDictionary<string, NumberArray> arrays, PromptKind kind)
{
    public const string ToLabels = "to_labels";          // [pair, kind, layer, head, demonstration]
    public const string ToPreLabels = "to_pre_labels";   // [pair, kind, layer, head, demonstration]
    public const string ToRoles = "to_roles";            // [pair, kind, layer, head, role]
    public const string Promotion = "promotion";         // [pair, kind, layer, head, way]: bare, normalized, frozen
    public const string HeadTerms = "head_terms";        // [pair, kind, layer, head, 1]
    public const string BlockTerms = "block_terms";      // [pair, kind, layer, 2]: bias of the attention output, MLP
    public const string OtherTerms = "other_terms";      // [pair, kind, other]
    public const string Differences = "logit_difference"; // [pair, kind]
    public const string Copying = "copying";             // [pair, layer, head]
    public const int PromotionWays = 3;

    /// <summary>What adds to the logits outside the blocks.</summary>
    public static readonly ImmutableArray<ComponentKind> Others = [ComponentKind.Embedding, ComponentKind.Position, ComponentKind.FinalNormBias, ComponentKind.UnembeddingBias];

    private int Pairs => arrays[ToLabels].Shape[0];

    /// <summary>Blocks of the model.</summary>
    public int Layers => arrays[ToLabels].Shape[2];

    private int Heads => arrays[ToLabels].Shape[3];

    private int Demonstrations => arrays[ToLabels].Shape[4];

    /// <summary>All heads, by block.</summary>
    public IEnumerable<HeadId> All => Enumerable.Range(0, Layers).SelectMany(layer => Enumerable.Range(0, Heads).Select(head => new HeadId(layer, head)));

    /// <summary>Attention from before the last label.</summary>
    public LabelAttention Attention()
    {
        var query = Demonstrations - 1;
        var attention = new LabelAttention(Pairs, [.. Enumerable.Range(0, Layers)], Heads, [query], Demonstrations);
        for (var pair = 0; pair < Pairs; pair++)
        {
            foreach (var head in All)
            {
                var (toLabels, toPreLabels, toRoles) = attention.Row(pair, head, query);
                Row(ToLabels, pair, head).CopyTo(toLabels.Span);
                Row(ToPreLabels, pair, head).CopyTo(toPreLabels.Span);
                Row(ToRoles, pair, head).CopyTo(toRoles.Span);
            }
        }

        return attention;
    }

    /// <summary>A head's promotion of the shown label, over the prompts that show a false one; null where there are none.</summary>
    /// <param name="head">The head.</param>
    /// <param name="way">0 bare, 1 normalized, 2 frozen.</param>
    public double[]? Promotes(HeadId head, int way)
    {
        double[] values = [.. Enumerable.Range(0, Pairs).Select(pair => (double)Row(Promotion, pair, head)[way]).Where(double.IsFinite)];
        return values.Length > 0 ? values : null;
    }

    /// <summary>Copying by a head's weights.</summary>
    public double Copies(HeadId head) => arrays[Copying].Values[head.Layer * Heads + head.Head];

    /// <summary>What each component adds to the logit of the shown label less that of the true one, by prompt.</summary>
    public IEnumerable<(LogitComponent Component, double[] Terms)> Attribution()
    {
        for (var other = 0; other < Others.Length; other++)
            yield return (new(Others[other]), Terms(OtherTerms, other));
        for (var layer = 0; layer < Layers; layer++)
        {
            for (var head = 0; head < Heads; head++)
                yield return (LogitComponent.Head(new(layer, head)), Terms(HeadTerms, layer * Heads + head));
            yield return (new(ComponentKind.AttentionBias, layer), Terms(BlockTerms, 2 * layer));
            yield return (LogitComponent.Mlp(layer), Terms(BlockTerms, 2 * layer + 1));
        }
    }

    /// <summary>The logit of the shown label less that of the true one, by prompt.</summary>
    public double[] LogitDifferences() => Terms(Differences, 0);

    private double[] Terms(string name, int place)
    {
        var array = arrays[name];
        var width = array.Values.Length / Pairs / array.Shape[1];
        return [.. Enumerable.Range(0, Pairs).Select(pair => (double)array.Values[(pair * array.Shape[1] + (int)kind) * width + place])];
    }

    private ReadOnlySpan<float> Row(string name, int pair, HeadId head)
    {
        var array = arrays[name];
        var width = array.Shape[4];
        return array.Values.AsSpan((((pair * array.Shape[1] + (int)kind) * Layers + head.Layer) * Heads + head.Head) * width, width);
    }
}
