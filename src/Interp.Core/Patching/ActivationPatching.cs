using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Patching;

/// <summary>
/// Activation patching, also called causal tracing or interchange intervention: a corrupted run gets the activation of a
/// clean run at one place, and a metric tells how much of the clean behaviour comes back.
/// </summary>
public static class ActivationPatching
{
    private const int DefaultTokens = 4096;

    /// <summary>Patches until disposed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="clean">Activations of the clean run, at all positions and heads; must outlive the scope.</param>
    /// <param name="point">Where.</param>
    /// <param name="positions">At which tokens; the same in both runs.</param>
    /// <param name="heads">Which heads; null for the whole activation.</param>
    /// <exception cref="ArgumentException">A point the cache does not have whole, without positions on its second axis, or without the heads.</exception>
    public static HookScope Patch(HookedTransformer model, ActivationCache clean, HookPoint point, Positions positions, IEnumerable<int>? heads = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(positions);
        var chosen = heads?.ToImmutableArray();
        if (point.PositionAxis != 1)
            throw new ArgumentException($"{point} [{point.Axes}] is no site with an axis of positions beside the batch: patch what it is made of (Q, K) or makes (Z).", nameof(point));
        if (chosen is { } list)
            model.RequireHeads(point, list);
        if (!clean.Contains(point))
            throw new ArgumentException($"The clean run was cached without {point}.", nameof(clean));
        return model.Hook(point, (x, batch) => HookResult.Replace(PatchEdit.Apply(
            x, clean[point], [.. positions.Resolve(batch).SelectMany((tokens, row) => PatchEdit.Targets(row, row, tokens, chosen))])));
    }

    /// <summary>Patches every (layer, position) in turn.</summary>
    /// <param name="model">The model, without hooks.</param>
    /// <param name="clean">Tokens of the clean prompt.</param>
    /// <param name="corrupt">Tokens of the corrupted prompt, as many.</param>
    /// <param name="site">A site with a "pos" axis: ResidPre, AttnOut, MlpOut, ….</param>
    /// <param name="metric">From logits of one prompt, [pos, d_vocab], to a number.</param>
    public static PatchTable ByPosition(HookedTransformer model, IReadOnlyList<int> clean, IReadOnlyList<int> corrupt, HookSite site, Func<Tensor, double> metric)
    {
        ArgumentNullException.ThrowIfNull(corrupt);
        var cells = Enumerable.Range(0, corrupt.Count).Select(position => new Cell(position, [position], null)).ToArray();
        return Sweep(model, clean, corrupt, site, cells, metric);
    }

    /// <summary>Patches every head in turn, by its slice of z.</summary>
    /// <param name="model">The model, without hooks.</param>
    /// <param name="clean">Tokens of the clean prompt.</param>
    /// <param name="corrupt">Tokens of the corrupted prompt, as many.</param>
    /// <param name="positions">At which tokens.</param>
    /// <param name="metric">From logits of one prompt, [pos, d_vocab], to a number.</param>
    public static PatchTable ByHead(HookedTransformer model, IReadOnlyList<int> clean, IReadOnlyList<int> corrupt, Positions positions, Func<Tensor, double> metric)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(corrupt);
        ArgumentNullException.ThrowIfNull(positions);
        var tokens = positions.Resolve(Batch.Of(corrupt))[0];
        var cells = Enumerable.Range(0, model.Info.Heads).Select(head => new Cell(head, tokens, [head])).ToArray();
        return Sweep(model, clean, corrupt, HookSite.Z, cells, metric);
    }

    private static PatchTable Sweep(
        HookedTransformer model, IReadOnlyList<int> clean, IReadOnlyList<int> corrupt, HookSite site, Cell[] cells, Func<Tensor, double> metric)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(metric);
        if (clean.Count != corrupt.Count)
            throw new ArgumentException($"Patching needs prompts of the same length: the clean one has {clean.Count} tokens, the corrupted one {corrupt.Count}.", nameof(corrupt));
        if (model.IsHooked)
            throw new InvalidOperationException("The model has hooks: dispose their scopes first, or patch by Patch.");
        if (HookSites.Of(site) is not { InBlock: true, PositionAxis: 1 })
            throw new ArgumentException($"{site} is no site of a block with an axis of positions.", nameof(site));

        using var noGrad = no_grad();
        using var cleanCache = ActivationCache.Record(model, Batch.Of(clean), CacheRequest.Of(site));
        // Before the patched block nothing differs from the corrupted run: start there.
        using var streams = ActivationCache.Record(model, Batch.Of(corrupt), CacheRequest.Of(HookSite.ResidPre));
        var values = Enumerable.Range(0, model.Info.Layers).Select(layer => Layer(model, cleanCache[new HookPoint(site, layer)], streams, corrupt, new HookPoint(site, layer), cells, metric));
        return new PatchTable(
            [.. cells.Select(cell => cell.Column)], Measure(model, clean, metric), Measure(model, corrupt, metric), [.. values]);
    }

    /// <summary>All cells of one layer, as many side by side as a batch takes.</summary>
    private static ImmutableArray<double> Layer(
        HookedTransformer model, Tensor clean, ActivationCache streams, IReadOnlyList<int> corrupt, HookPoint point, Cell[] cells, Func<Tensor, double> metric)
    {
        var layer = point.Layer!.Value;
        var values = ImmutableArray.CreateBuilder<double>();
        foreach (var chunk in cells.Chunk(Math.Max(1, DefaultTokens / corrupt.Count)))
        {
            using var scope = NewDisposeScope();
            PatchEdit.Target[] targets = [.. chunk.SelectMany((cell, row) => PatchEdit.Targets(row, from: 0, cell.Tokens, cell.Heads))];
            using var hook = model.Hook(point, (x, _) => HookResult.Replace(PatchEdit.Apply(x, clean, targets)));
            var stream = streams[HookPoint.ResidPre(layer)].expand(chunk.Length, -1, -1).contiguous(); // [batch, pos, d_model]
            var logits = model.LogitsFrom(Batch.Of(Enumerable.Repeat(corrupt, chunk.Length)), layer, stream);
            for (var row = 0; row < chunk.Length; row++)
                values.Add(metric(logits[row]));
        }

        return values.DrainToImmutable();
    }

    private static double Measure(HookedTransformer model, IReadOnlyList<int> tokens, Func<Tensor, double> metric)
    {
        using var scope = NewDisposeScope();
        return metric(model.Logits(Batch.Of(tokens))[0]);
    }

    /// <summary>One cell of a row of the table.</summary>
    /// <param name="Column">Its name.</param>
    /// <param name="Tokens">Which tokens are patched.</param>
    /// <param name="Heads">Which heads; null for the whole activation.</param>
    private sealed record Cell(int Column, ImmutableArray<int> Tokens, ImmutableArray<int>? Heads);
}
