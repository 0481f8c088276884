using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Patching;

/// <summary>
/// Activation patching, also called interchange intervention: a corrupted run gets the activation of a
/// clean run at one place, and a metric tells how much of the clean behaviour comes back.
/// </summary>
public static class ActivationPatching
{
    private const int DefaultTokens = 4096;

    /// <summary>Patches until disposed: prompt i of the set that is run gets what prompt i of the clean set had.</summary>
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
        if (!clean.IsWhole(point))
            throw new ArgumentException($"The clean run was cached at some positions or heads of {point} only, which does not cover what is patched: cache all of them.", nameof(clean));

        return model.Intervene(point, new Listener.Intervention(
            (x, grid) => PatchEdit.Apply(x, clean[point], [.. PatchEdit.Targets(
                grid, positions.Resolve(grid.Batch), row => RowOf(clean, point, grid.Batch.Members[row]), chosen is { } some ? _ => some : null)]),
            batch => Check(clean, point, positions, batch)));
    }

    /// <summary>Patches every (layer, position) in turn.</summary>
    /// <param name="model">The model, without hooks.</param>
    /// <param name="pair">The prompts, and what is measured.</param>
    /// <param name="site">A site with a "pos" axis: ResidPre, AttnOut, MlpOut, ….</param>
    public static PatchTable ByPosition(HookedTransformer model, PatchPair pair, HookSite site)
    {
        ArgumentNullException.ThrowIfNull(pair);
        var cells = Enumerable.Range(0, pair.Corrupt.Length).Select(position => new Cell(position, [position], null)).ToArray();
        return Sweep(model, pair, site, cells);
    }

    /// <summary>Patches every head in turn, by its slice of z.</summary>
    /// <param name="model">The model, without hooks.</param>
    /// <param name="pair">The prompts, and what is measured.</param>
    /// <param name="positions">At which tokens.</param>
    public static PatchTable ByHead(HookedTransformer model, PatchPair pair, Positions positions)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(positions);
        var tokens = positions.Resolve(Batch.Of(pair.Corrupt))[0];
        var cells = Enumerable.Range(0, model.Info.Heads).Select(head => new Cell(head, tokens, [head])).ToArray();
        return Sweep(model, pair, HookSite.Z, cells);
    }

    private static int RowOf(ActivationCache clean, HookPoint point, int prompt) => clean.RowOf(prompt) is { } row && row < clean[point].shape[0]
        ? row
        : throw new InvalidOperationException($"The clean run does not cover prompt {prompt}: its cache is of {clean[point].shape[0]} prompts. Cache as many as are patched, in the same order.");

    private static void Check(ActivationCache clean, HookPoint point, Positions positions, Batch batch)
    {
        var tokens = positions.Resolve(batch);
        for (var row = 0; row < batch.Size; row++)
        {
            RowOf(clean, point, batch.Members[row]);
            if (tokens[row].FirstOrDefault(token => token >= clean[point].shape[1], -1) is >= 0 and var missing)
                throw new InvalidOperationException($"The clean activation, [{string.Join(", ", clean[point].shape)}], does not cover token {missing} of prompt {batch.Members[row]}: cache the clean run at all positions, with prompts as long.");
        }
    }

    private static PatchTable Sweep(HookedTransformer model, PatchPair pair, HookSite site, Cell[] cells)
    {
        ArgumentNullException.ThrowIfNull(model);
        pair.Check();
        if (model.IsHooked)
            throw new InvalidOperationException("The model has hooks: dispose their scopes first, or patch by Patch.");
        if (HookSites.Of(site) is not { InBlock: true, PositionAxis: 1 })
            throw new ArgumentException($"{site} is no site of a block with an axis of positions.", nameof(site));

        using var noGrad = no_grad();
        var (clean, cleanCache) = Run(model, pair, pair.Clean, site);
        using var cleanOwner = cleanCache;
        // Before the patched block nothing differs from the corrupted run: start there.
        var (corrupt, streams) = Run(model, pair, pair.Corrupt, HookSite.ResidPre);
        using var corruptOwner = streams;
        var values = Enumerable.Range(0, model.Info.Layers).Select(layer => Layer(model, cleanCache[new HookPoint(site, layer)], streams, pair, new HookPoint(site, layer), cells));
        return new PatchTable([.. cells.Select(cell => cell.Column)], clean, corrupt, [.. values]);
    }

    /// <summary>All cells of one layer, as many side by side as a batch takes.</summary>
    private static ImmutableArray<double> Layer(HookedTransformer model, Tensor clean, ActivationCache streams, PatchPair pair, HookPoint point, Cell[] cells)
    {
        var layer = point.Layer!.Value;
        var values = ImmutableArray.CreateBuilder<double>();
        foreach (var chunk in cells.Chunk(Math.Max(1, DefaultTokens / pair.Corrupt.Length)))
        {
            using var scope = NewDisposeScope();
            ImmutableArray<ImmutableArray<int>> tokens = [.. chunk.Select(cell => cell.Tokens)];
            Func<int, ImmutableArray<int>>? heads = chunk[0].Heads is null ? null : row => chunk[row].Heads!.Value;
            using var patch = model.Intervene(point, new Listener.Intervention(
                (x, grid) => PatchEdit.Apply(x, clean, [.. PatchEdit.Targets(grid, tokens, _ => 0, heads)]), _ => { }));
            var stream = streams[HookPoint.ResidPre(layer)].expand(chunk.Length, -1, -1).contiguous(); // [batch, pos, d_model]
            var logits = model.LogitsFrom(Batch.Of(Enumerable.Repeat((IReadOnlyList<int>)pair.Corrupt, chunk.Length)), layer, stream, Repeated(pair, chunk.Length));
            for (var row = 0; row < chunk.Length; row++)
                values.Add(pair.Metric(logits[row]));
        }

        return values.DrainToImmutable();
    }

    /// <summary>The pair's tokens for as many copies of it.</summary>
    private static Positions Repeated(PatchPair pair, int count) =>
        pair.Logits.IsAll ? Positions.All : Positions.At(Enumerable.Repeat(pair.Logits.Resolve(Batch.Of(pair.Corrupt))[0].AsEnumerable(), count));

    /// <summary>The metric of a prompt and its activations at a site, from one pass.</summary>
    private static (double Metric, ActivationCache Cache) Run(HookedTransformer model, PatchPair pair, ImmutableArray<int> tokens, HookSite site)
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Of(tokens);
        using var reader = new CacheReader(CacheRequest.Of(site));
        using var pass = model.Start(batch, pair.Logits, reader.Wants(model, batch.Sequences)).ToTheEnd();
        return (pair.Metric(pass.TakeLogits()[0]), reader.TakeRows(batch));
    }

    /// <summary>One cell of a row of the table.</summary>
    /// <param name="Column">Its name.</param>
    /// <param name="Tokens">Which tokens are patched.</param>
    /// <param name="Heads">Which heads; null for the whole activation.</param>
    private sealed record Cell(int Column, ImmutableArray<int> Tokens, ImmutableArray<int>? Heads);
}
