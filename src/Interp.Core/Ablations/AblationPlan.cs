using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Transformer;

namespace Interp.Core.Ablations;

/// <summary>An ablation held against a model: which hook points it changes, and which heads there.</summary>
internal sealed class AblationPlan
{
    private readonly int _heads;

    private AblationPlan(Ablation ablation, Protocol protocol, int heads, ImmutableArray<Step> steps)
    {
        (Ablation, Protocol, _heads, Steps) = (ablation, protocol, heads, steps);
        ByLayer = steps.ToLookup(step => step.Point.Layer);
    }

    public Ablation Ablation { get; }

    public Protocol Protocol { get; }

    /// <summary>In the order in which they apply at one point.</summary>
    public ImmutableArray<Step> Steps { get; }

    /// <summary>The same by block.</summary>
    public ILookup<int?, Step> ByLayer { get; }

    /// <summary>Where something is replaced.</summary>
    public IEnumerable<HookPoint> Points => Steps.Where(step => !step.Hides).Select(step => step.Point).Distinct();

    /// <exception cref="ArgumentOutOfRangeException">A block or head the model does not have.</exception>
    /// <exception cref="ArgumentException">The published form of an ablation that the model does not allow.</exception>
    public static AblationPlan Of(Ablation ablation, HookedTransformer model, Protocol protocol)
    {
        Check(ablation, model.Info);
        return new(ablation, protocol, model.Info.Heads, [.. ablation.Parts.SelectMany(part => StepsOf(part, model, protocol))]);
    }

    /// <exception cref="ArgumentException">A replacement without its one source.</exception>
    public void RequireSources(IReadOnlyList<ReplacementSource> sources)
    {
        foreach (var kind in Ablation.Parts.Select(part => part.With).Distinct().Where(kind => kind != Replacement.Zero))
        {
            var found = sources.Count(source => source.Kind == kind);
            if (found != 1)
            {
                var maker = kind switch
                {
                    Replacement.Mean => $"Make it with {nameof(MeanActivations)}.Of(model, ablation, …).",
                    Replacement.Resample => $"Make it with {nameof(ResampledActivations)}.Of(model, ablation, …).",
                    _ => $"Derive it from {nameof(ReplacementSource)}.",
                };
                throw new ArgumentException($"'{Ablation}' replaces by {kind.ToString().ToLowerInvariant()} and needs one source of that; {found} were given. {maker}", nameof(sources));
            }
        }
    }

    /// <summary>Prompts of the same protocol, positions that fit them, and sources that have something for them.</summary>
    /// <exception cref="ArgumentException">Prompts of another protocol, or lists of positions that do not fit.</exception>
    /// <exception cref="InvalidOperationException">A mark that prompts do not have, a source that has nothing for them, or a query that would lose all keys.</exception>
    public void Check(Batch batch, IReadOnlyList<ReplacementSource> sources)
    {
        PromptProtocols.Of(batch.Sequences, Protocol);
        foreach (var step in Steps)
        {
            var tokens = step.Part.Positions.Resolve(batch);
            sources.FirstOrDefault(source => source.Kind == step.Part.With)?.Check(step.Point, batch, tokens);
        }

        foreach (var steps in Steps.Where(step => step.Hides).GroupBy(step => step.Point))
            KeyMask.RequireSomeKey(AblationEdit.Hidden(steps, TokenGrid.Whole(batch)), _heads, row => $"prompt {batch.Members[row]} in {steps.Key}");
    }

    private static IEnumerable<Step> StepsOf(AblationPart part, HookedTransformer model, Protocol protocol)
    {
        var heads = part.Heads.GroupBy(head => head.Layer, (layer, of) => (Layer: layer, Heads: of.Select(head => head.Head).ToImmutableArray()));
        return part.Keys is null
            ? Replacements(part, heads, model, protocol)
            : [.. heads.Select(group => Hiding(group.Layer, group.Heads)), .. part.Attentions.Select(layer => Hiding(layer, null))];

        Step Hiding(int layer, ImmutableArray<int>? of) => new(HookPoint.AttnScores(layer), part, of) { Window = model.WindowOf(layer) };
    }

    private static IEnumerable<Step> Replacements(AblationPart part, IEnumerable<(int Layer, ImmutableArray<int> Heads)> heads, HookedTransformer model, Protocol protocol)
    {
        foreach (var group in heads)
        {
            foreach (var point in HeadPoints(group.Layer, model, protocol))
                yield return new Step(point, part, group.Heads);
        }

        foreach (var layer in part.Attentions)
        {
            var silencesAll = protocol.SilencesQueriesKeysValues && model.FusesQueriesKeysValues;
            foreach (var point in silencesAll ? QueriesKeysValues(layer) : [HookPoint.AttnOut(layer)])
                yield return new Step(point, part, Heads: null);
        }

        foreach (var layer in part.Mlps)
            yield return new Step(protocol.KeepsMlpBias ? HookPoint.MlpPost(layer) : HookPoint.MlpOut(layer), part, Heads: null);
    }

    private static HookPoint[] HeadPoints(int layer, HookedTransformer model, Protocol protocol)
    {
        if (!protocol.SilencesQueriesKeysValues)
            return [HookPoint.Z(layer)];
        if (model.Info.KvHeads != model.Info.Heads)
            throw new ArgumentException($"The published head ablation zeroes a head's own key and value; this {model.Info.Architecture} shares {model.Info.KvHeads} between {model.Info.Heads} heads. Use Protocol.Corrected.");
        return QueriesKeysValues(layer);
    }

    private static HookPoint[] QueriesKeysValues(int layer) => [HookPoint.Q(layer), HookPoint.K(layer), HookPoint.V(layer)];

    private static void Check(Ablation ablation, TransformerInfo info)
    {
        foreach (var part in ablation.Parts)
        {
            foreach (var layer in part.Layers)
            {
                if ((uint)layer >= (uint)info.Layers)
                    throw new ArgumentOutOfRangeException(nameof(ablation), layer, $"'{part}' names block {layer}; the model has blocks 0..{info.Layers - 1}.");
            }

            foreach (var head in part.Heads)
            {
                if ((uint)head.Head >= (uint)info.Heads)
                    throw new ArgumentOutOfRangeException(nameof(ablation), head, $"'{part}' names head {head}; a block has heads 0..{info.Heads - 1}.");
            }
        }
    }

    /// <summary>One change at one point.</summary>
    /// <param name="Point">Where.</param>
    /// <param name="Part">What it comes from: tokens, and replacement or keys.</param>
    /// <param name="Heads">Which heads there; null for all of the activation.</param>
    internal sealed record Step(HookPoint Point, AblationPart Part, ImmutableArray<int>? Heads)
    {
        /// <summary>How many tokens a query of the block sees, where keys are hidden; null for all that came before.</summary>
        public int? Window { get; init; }

        /// <summary>True where keys are hidden, false where something is replaced.</summary>
        public bool Hides => Part.Keys is not null;
    }
}
