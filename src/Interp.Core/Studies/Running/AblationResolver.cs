using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Heads;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Running;

/// <summary>From what a spec says of ablations to which heads and blocks of a model are taken away.</summary>
/// <param name="spec">The spec.</param>
/// <param name="model">Sizes of the model.</param>
/// <param name="top">The heads with the largest prefix-matching scores that an ablation asks for.</param>
internal sealed class AblationResolver(StudySpec spec, TransformerInfo model, Func<AblationSpec, IReadOnlyList<HeadId>> top)
{
    /// <summary>The ablations, each followed by its controls.</summary>
    /// <exception cref="ArgumentException">One that the model has no parts for; the message has its JSON path.</exception>
    public IReadOnlyList<AblationReading> Resolve() => [.. spec.Ablations.SelectMany((ablation, index) => Resolve(ablation, $"$.ablations[{index}]"))];

    private IEnumerable<AblationReading> Resolve(AblationSpec ablation, string path)
    {
        ImmutableArray<HeadId> heads = ablation.Heads ?? [.. ablation.Top is null ? [] : top(ablation)];
        HeadId[] outside = [.. heads.Where(head => head.Layer >= model.Layers || head.Head >= model.Heads)];
        if (outside.Length > 0)
            throw new ArgumentException($"{path}.heads: the model has no head {outside[0]}; it has {model.Layers} blocks of {model.Heads} heads.");
        yield return new(ablation.Name, false, [Of(ablation, heads, path)]);
        if (spec.Controls is not { } controls || ablation.Component != AblatedComponent.Heads)
            yield break;
        var sets = controls.Match == ControlMatch.Layers
            ? RandomHeads.InLayersOf(model, heads, controls.Sets, spec.Seed)
            : RandomHeads.Uniform(model, heads.Length, controls.Sets, spec.Seed);
        yield return new(ablation.Name, true, HeadAblations.OfEach(sets));
    }

    private Ablation Of(AblationSpec ablation, ImmutableArray<HeadId> heads, string path) => ablation.Component switch
    {
        AblatedComponent.Attention => Ablation.OfAttentions(Late(ablation, path), Positions.LastPreLabel),
        AblatedComponent.Mlp => Ablation.OfMlps(Late(ablation, path), Positions.LastPreLabel),
        AblatedComponent.Layers => Ablation.OfLayers(Late(ablation, path), Positions.LastPreLabel),
        AblatedComponent.Heads => Ablation.OfHeads(heads, Positions.LastPreLabel),
        AblatedComponent.Knockout when ablation.From is null => Ablation.KnockOutHeads(heads),
        AblatedComponent.Knockout => Ablation.KnockOutAttentions(Late(ablation, path)),
        _ => throw new ArgumentOutOfRangeException(nameof(ablation), ablation.Component, "There is no such component."),
    };

    private IEnumerable<int> Late(AblationSpec ablation, string path)
    {
        var from = ablation.From!.Value is > 0 and < 1 and var share ? (int)Math.Round(share * model.Layers) : (int)ablation.From.Value;
        return from < model.Layers
            ? Enumerable.Range(from, model.Layers - from)
            : throw new ArgumentException($"{path}.from: the model has no block {from}; it has {model.Layers}.");
    }
}
