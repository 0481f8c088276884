using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Patchscopes;

/// <summary>
/// Patchscopes (Ghandeharioun et al., 2024): a state of one prompt at a token is put into another prompt, at another token
/// and state, by a map where one is given, and what the model makes of it is read.
/// </summary>
/// <remarks>The logit lens is the patchscope that puts a state of a prompt into the last state of the same token.</remarks>
public static class Patchscope
{
    /// <summary>Patches until disposed: prompt i of the set that is run gets the state of source prompt i, or all get that of the only one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sources">The source states; they must outlive the scope.</param>
    /// <param name="from">Which of their states is taken.</param>
    /// <param name="to">Which state it replaces.</param>
    /// <param name="positions">At which tokens.</param>
    /// <returns>Disposing it ends the patch.</returns>
    /// <exception cref="ArgumentException">A state that was not kept or does not exist, or sources of another width.</exception>
    public static HookScope Patch(HookedTransformer model, SourceStates sources, int from, int to, Positions positions)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(positions);
        PatchscopeRows.RequireState(model, to, nameof(to));
        using (var check = sources.At(from))
            PatchscopeRows.RequireWidth(model, check);
        return model.Intervene(States.PointOf(to), new Listener.Intervention(
            (x, grid) =>
            {
                using var scope = NewDisposeScope();
                var tokens = positions.Resolve(grid.Batch);
                StatePlace[] places = [.. StatePlace.Of(grid, row => tokens[row])];
                return PatchscopeRows.Put(x, places, sources.At(from)[PatchscopeRows.Index(places.Select(place => sources.Prompts == 1 ? 0 : grid.PromptOf(place.Row)), sources.At(from).device)])
                    .MoveToOuterDisposeScope();
            },
            batch =>
            {
                positions.Resolve(batch);
                if (sources.Prompts > 1 && batch.Members.Max() >= sources.Prompts)
                    throw new InvalidOperationException($"There are states of {sources.Prompts} source prompts and none for prompt {batch.Members.Max()}: read as many as are patched, or a single one for all.");
            }));
    }

    /// <summary>The logits of the target prompt under each patch, many patches side by side, from the patched state on.</summary>
    /// <param name="model">The model; ablations and patches stay in force, hooks of one's own must stand behind the patched states.</param>
    /// <param name="sources">The source states.</param>
    /// <param name="target">What they are put into.</param>
    /// <param name="cells">Which state goes where.</param>
    /// <returns>[row, d_vocab]; the caller (or its dispose scope) owns it.</returns>
    /// <exception cref="ArgumentException">No cells, states or prompts that are not there, positions that name no single token, or a map to another width.</exception>
    public static Tensor Logits(HookedTransformer model, SourceStates sources, PatchscopeTarget target, IReadOnlyList<PatchscopeCell> cells)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var rows = new PatchscopeRows(model, sources, target, cells);
        return rows.Logits().MoveToOuterDisposeScope();
    }

    /// <summary>What the model says of each patch: the likeliest tokens, and how it goes on.</summary>
    /// <param name="model">The model; ablations and patches stay in force.</param>
    /// <param name="sources">The source states.</param>
    /// <param name="target">What they are put into.</param>
    /// <param name="cells">Which state goes where.</param>
    /// <param name="top">How many of the likeliest tokens.</param>
    /// <param name="continuation">How many tokens are written greedily behind the target prompt, the patch in force; 0 for none.</param>
    /// <returns>One reading a cell, in order; plain values.</returns>
    /// <exception cref="ArgumentException">What <see cref="Logits"/> refuses, or a continuation longer than the context.</exception>
    public static IReadOnlyList<PatchscopeReading> Read(
        HookedTransformer model, SourceStates sources, PatchscopeTarget target, IReadOnlyList<PatchscopeCell> cells, int top = 5, int continuation = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(continuation);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var rows = new PatchscopeRows(model, sources, target, cells);
        var tokens = rows.Continue(continuation);
        var words = model.HasTokenizer ? model.Tokenizer.VocabularySize : model.Info.DVocab;
        var likeliest = Likeliest(rows.Logits().narrow(1, 0, words), Math.Min(top, words));
        return [.. cells.Select((cell, i) => new PatchscopeReading(cell, likeliest[i], tokens[i]))];
    }

    private static ImmutableArray<RankedToken>[] Likeliest(Tensor logits, int top)
    {
        var (values, ids) = logits.to(float64).log_softmax(-1).topk(top, dim: 1); // [row, token]
        var (probabilities, tokens) = (values.exp().cpu().contiguous().data<double>().ToArray(), ids.cpu().contiguous().data<long>().ToArray());
        return [.. Enumerable.Range(0, (int)logits.shape[0]).Select(row =>
            Enumerable.Range(row * top, top).Select(i => new RankedToken((int)tokens[i], probabilities[i])).ToImmutableArray())];
    }
}
