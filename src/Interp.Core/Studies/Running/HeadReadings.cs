using Interp.Core.Attribution;
using Interp.Core.Heads;
using Interp.Core.Prompts;
using Interp.Core.Studies.Readings;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Running;

/// <summary>Every head of a window: what it attends to, what it promotes, what it adds to the logits.</summary>
internal sealed class HeadReadings
{
    private readonly IReadOnlyList<int> _labelTokens;
    private readonly int _prompts;
    private readonly LabelAttentionReader _attention = new();
    private readonly LabelPromotionReader? _promotion;
    private readonly LogitAttributionReader _attribution;

    /// <param name="set">Pairs, the correct prompt first.</param>
    /// <param name="labelTokens">The token that stands for each label.</param>
    public HeadReadings(IReadOnlyList<Prompt> set, IReadOnlyList<int> labelTokens)
    {
        (_labelTokens, _prompts) = (labelTokens, set.Count);

        // Where every false prompt of a window ends with a true label there is nothing to promote.
        _promotion = set.Any(prompt => prompt.Shown[^1] != prompt.Classes[^1]) ? new(labelTokens) : null;

        // Both prompts of a pair are asked for the label that the false one shows, so that they can be compared.
        Prompt[] shown = [.. set.Chunk(2).SelectMany(pair => new[] { pair[1], pair[1] })];
        _attribution = new(TokenPair.ShownAgainstTrue(shown, labelTokens));
    }

    /// <summary>What reads.</summary>
    public IEnumerable<IReader> Readers => _promotion is null ? [_attention, _attribution] : [_attention, _attribution, _promotion];

    /// <summary>What was read.</summary>
    /// <param name="model">The model, for what its weights say.</param>
    /// <param name="kinds">Prompts a pair.</param>
    public IReadOnlyDictionary<string, NumberArray> ToArrays(HookedTransformer model, int kinds)
    {
        var (attention, attribution, pairs) = (_attention.Attention, _attribution.Attribution, _prompts / kinds);
        var (layers, heads, query) = (model.Info.Layers, model.Info.Heads, attention.Demonstrations - 1);
        HeadId[] all = [.. Enumerable.Range(0, layers).SelectMany(layer => Enumerable.Range(0, heads).Select(head => new HeadId(layer, head)))];
        var copying = Copying.Score(model, _labelTokens);
        var known = attribution.Components.ToHashSet();
        return new Dictionary<string, NumberArray>
        {
            [HeadArrays.ToLabels] = PerHead((prompt, head) => attention.ToLabels(prompt, head, query).ToArray(), attention.Demonstrations),
            [HeadArrays.ToPreLabels] = PerHead((prompt, head) => attention.ToPreLabels(prompt, head, query).ToArray(), attention.Demonstrations),
            [HeadArrays.ToRoles] = PerHead((prompt, head) => [.. Enum.GetValues<TokenRole>().Select(role => attention.ToRole(prompt, head, query, role))], Enum.GetValues<TokenRole>().Length),
            [HeadArrays.Promotion] = PerHead(Promotion(), HeadArrays.PromotionWays),
            [HeadArrays.HeadTerms] = PerHead((prompt, head) => [Term(prompt, LogitComponent.Head(head))], 1),
            [HeadArrays.BlockTerms] = new([pairs, kinds, layers, 2], [.. Each(prompt => Enumerable.Range(0, layers).SelectMany(layer => new[] { Term(prompt, new(ComponentKind.AttentionBias, layer)), Term(prompt, LogitComponent.Mlp(layer)) }))]),
            [HeadArrays.OtherTerms] = new([pairs, kinds, HeadArrays.Others.Length], [.. Each(prompt => HeadArrays.Others.Select(kind => Term(prompt, new(kind))))]),
            [HeadArrays.Differences] = new([pairs, kinds], [.. Each(prompt => [(float)attribution.Difference(prompt)])]),

            // The weights' own, the same for every pair; arrays of a reading are by pair.
            [HeadArrays.Copying] = new([pairs, layers, heads], [.. Enumerable.Repeat(all.Select(head => (float)copying.MeanAt(head)).ToArray(), pairs).SelectMany(scores => scores)]),
        };

        // What the architecture lacks adds nothing.
        float Term(int prompt, LogitComponent component) => known.Contains(component) ? (float)attribution.At(prompt, component) : 0;

        IEnumerable<float> Each(Func<int, IEnumerable<float>> of) => Enumerable.Range(0, _prompts).SelectMany(of);

        NumberArray PerHead(Func<int, HeadId, float[]> of, int width) =>
            new([pairs, kinds, layers, heads, width], [.. Each(prompt => all.SelectMany(head => of(prompt, head)))]);
    }

    /// <summary>Of prompts that contrast no labels: not a number.</summary>
    private Func<int, HeadId, float[]> Promotion()
    {
        var promotion = _promotion?.Promotion;
        return (prompt, head) => promotion?.Prompts.IndexOf(prompt) is int place and >= 0
            ? [(float)promotion.Bare.At(head)[place], (float)promotion.Normalized.At(head)[place], (float)promotion.Frozen.At(head)[place]]
            : [float.NaN, float.NaN, float.NaN];
    }
}
