using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

public sealed partial class HookedTransformer
{
    /// <summary>Places a hook that may replace an activation or stop the pass.</summary>
    /// <param name="point">Where; one of <see cref="HookPoints"/>.</param>
    /// <param name="edit">
    /// Gets the activation (axes: <see cref="HookPoint.Axes"/>) and the batch. The activation lives until the pass leaves
    /// the block; to keep it, call <c>DetachFromDisposeScope</c> on a clone and dispose that later. It may be changed in
    /// place: what was changed is what the pass goes on with.
    /// </param>
    /// <returns>Disposing it removes the hook.</returns>
    /// <exception cref="ArgumentException">The model has no such point; the message says why.</exception>
    public HookScope Hook(HookPoint point, Func<Tensor, Batch, HookResult> edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        Require(point);
        return _hooks.Add(point, new Listener.Edit(edit));
    }

    /// <summary>Places a hook that only reads, at the positions it names; of attention maps only those rows are computed.</summary>
    /// <param name="point">Where; one of <see cref="HookPoints"/>.</param>
    /// <param name="positions">Which tokens ("pos" or "query" axis).</param>
    /// <param name="read">
    /// Gets the activation; with positions other than all, the position axis counts the chosen ones, shorter lists padded
    /// by their last entry. It lives until the pass leaves the block; to keep it, call <c>DetachFromDisposeScope</c> (on a
    /// clone, where hooks change activations in place).
    /// It must not be changed in place.
    /// </param>
    /// <param name="heads">Which heads; null for all. Of attention maps and results only those are computed.</param>
    /// <returns>Disposing it removes the hook.</returns>
    /// <exception cref="ArgumentException">The model has no such point, or it has no such heads; the message says why.</exception>
    public HookScope Tap(HookPoint point, Positions positions, Action<Tensor> read, IEnumerable<int>? heads = null)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(read);
        Require(point);
        var chosen = heads?.ToImmutableArray();
        if (chosen is { } list)
            RequireHeads(point, list);
        return _hooks.Add(point, new Listener.Tap(positions, chosen, (x, _) => read(x)));
    }

    /// <summary>Places an intervention, which belongs to prompts and not to rows: it wants nothing computed by itself, and replayed rows see it too.</summary>
    /// <exception cref="ArgumentException">The model has no such point.</exception>
    internal HookScope Intervene(HookPoint point, Listener intervention)
    {
        Require(point);
        return _hooks.Add(point, intervention);
    }

    /// <summary>The shape an activation has.</summary>
    /// <param name="point">One of <see cref="HookPoints"/>.</param>
    /// <param name="batch">The batch it is computed for.</param>
    /// <exception cref="ArgumentException">The model has no such point.</exception>
    public IReadOnlyList<long> ShapeOf(HookPoint point, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Require(point);
        return [.. point.Axes.Split(' ').Select(axis => (long)(axis switch
        {
            "batch" => batch.Size,
            "pos" or "query" or "key" => batch.Width,
            "head" => Info.Heads,
            "kv_head" => Info.KvHeads,
            "d_head" => Info.DHead,
            "d_model" => Info.DModel,
            "d_mlp" => Info.DMlp,
            "d_vocab" => Info.DVocab,
            "1" => 1,
            _ => throw new InvalidOperationException($"Unknown axis {axis}."),
        }))];
    }

    private void Require(HookPoint point)
    {
        if (_available.Contains(point))
            return;

        var reason = point switch
        {
            { Layer: { } layer } when layer >= Info.Layers => $"the model has blocks 0..{Info.Layers - 1}",
            { Site: HookSite.PosEmbed } => "its positions are rotary, not a learned table",
            { Site: HookSite.RotQ or HookSite.RotK } => "its positions are a learned table, nothing is rotated",
            { Site: HookSite.QNormScale or HookSite.QNormNormalized or HookSite.KNormScale or HookSite.KNormNormalized } => "its queries and keys have no norm",
            { Site: HookSite.AttnNormScale or HookSite.AttnNormNormalized } => "no norm stands before attention",
            { Site: HookSite.AttnOutNormScale or HookSite.AttnOutNormNormalized or HookSite.MlpOutNormScale or HookSite.MlpOutNormNormalized } => "its norms stand before attention and MLP, none behind",
            { Site: HookSite.ResidMid } => "its blocks are parallel, attention and MLP join the stream together",
            { Site: HookSite.MlpNormScale or HookSite.MlpNormNormalized } => _blocks.Outlines[0].AttentionNorm is null ? "no norm stands before the MLP" : "attention and MLP share one norm; its points are ln1's",
            { Site: HookSite.MlpPreLinear } => "its MLP is not gated",
            _ => "it is not a point of this model",
        };
        throw new ArgumentException($"{point} does not exist on this {Info.Architecture}: {reason}.", nameof(point));
    }

    /// <exception cref="ArgumentException">No axis of query heads, or no such heads.</exception>
    internal void RequireHeads(HookPoint point, ImmutableArray<int> heads)
    {
        if (point.HeadAxis is null)
            throw new ArgumentException($"{point} [{point.Axes}] has no axis of query heads to choose from.", nameof(heads));
        foreach (var head in heads)
        {
            if ((uint)head >= (uint)Info.Heads)
                throw new ArgumentOutOfRangeException(nameof(heads), head, $"A block has heads 0..{Info.Heads - 1}.");
        }

        if (heads.IsEmpty)
            throw new ArgumentException("No head was chosen; null chooses all.", nameof(heads));
    }

    private IEnumerable<HookPoint> ListHookPoints()
    {
        yield return HookPoint.Embed;
        if (_embedding.LearnsPositions)
            yield return HookPoint.PosEmbed;
        for (var layer = 0; layer < _blocks.Count; layer++)
        {
            foreach (var site in _blocks.Outlines[layer].Sites.Where(site => ChangesQueriesKeys || site is not (HookSite.RotQ or HookSite.RotK)))
                yield return new HookPoint(site, layer);
        }

        yield return HookPoint.FinalNormScale;
        yield return HookPoint.FinalNormNormalized;
        yield return HookPoint.UnembedIn;
        yield return HookPoint.UnembedOut;
    }
}
