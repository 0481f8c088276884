using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>
/// Path patching (Wang et al. 2022, "Interpretability in the wild"; Goldowsky-Dill et al. 2023): a receiver is told that a
/// sender says something else, while nothing else is, and all that comes behind the receiver follows.
/// </summary>
/// <remarks>
/// 1. The prompt runs as it is; what senders add, and what the other prompt's add, is kept.
/// 2. At each receiver the stream changes by the senders' difference. Everything in between stays as it was in 1; paths of
/// kind <see cref="PathKind.ThroughMlps"/> let the MLPs in between follow. Through norm and projection this gives what
/// the receiver gets.
/// 3. The prompt runs again with every receiver of the set given that, and everything behind them computed anew.
/// </remarks>
/// <example><code>
/// var heads = FalseInductionScorer.Score(model, prompts).Top(3);
/// var effects = PathPatching.Run(model, prompts, PathSet.Feeding(model, heads));
/// foreach (var effect in effects.Ranked(new Resamples(prompts.Pairs.Length, seed: 1)).Take(10))
///     Console.WriteLine($"{effect.Paths}  {effect.Difference.Estimate:0.00}");
/// </code></example>
public static class PathPatching
{
    /// <summary>Patches sets of paths, one after the other.</summary>
    /// <param name="model">The model; ablations in force on it act in all runs.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="sets">The sets; each is patched alone.</param>
    /// <param name="options">How; null for <see cref="PathOptions.Default"/>.</param>
    /// <returns>What became of each prompt's prediction.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A block or head that the model does not have.</exception>
    /// <exception cref="ArgumentException">No sets, a path that runs backwards or sideways, paths that do not go together, or pairs of different lengths.</exception>
    /// <exception cref="InvalidOperationException">The model has hooks of the user's own, or patches of its stream, which paths would not see.</exception>
    public static PathEffects Run(HookedTransformer model, PromptSet prompts, IReadOnlyList<PathSet> sets, PathOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(sets);
        options ??= PathOptions.Default;
        Check(model, prompts, sets, options);

        using var noGrad = no_grad();
        var sheets = new PathSheets(model, prompts, sets);
        IGrouping<Positions, PathSet>[] groups = [.. sets.Distinct().GroupBy(set => set.At)];
        foreach (var (index, group) in groups.Index())
            Patch(model, prompts, [.. group], options, sheets, readsWhole: index == 0);
        return new PathEffects(prompts, sets, options, sheets.Whole(), sheets.Patched());
    }

    /// <summary>Patches sets at the same tokens.</summary>
    private static void Patch(HookedTransformer model, PromptSet prompts, PathSet[] sets, PathOptions options, PathSheets sheets, bool readsWhole)
    {
        var (at, isOther) = (sets[0].At, options.With == PathReplacement.OtherPrompt);
        var (run, other) = (prompts.Prompts(options.Run), prompts.Prompts(Other(options.Run)));
        PathSender[] senders = [.. sets.SelectMany(set => set.Edges).Select(edge => edge.Sender).Distinct()];
        Batch[] batches = [.. Waves.Grouped(run, options.Sweep).Select(members => Batch.Of(run, members))];
        using var means = options.With == PathReplacement.Mean ? PathMeans.Of(model, batches, at, senders) : null;
        var done = 0;
        foreach (var batch in batches)
        {
            options.Sweep.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var clean = PathRun.Record(model, batch, at, senders, PathBatch.Points(model, batch, options.Kind, sets));
            using var giving = isOther || readsWhole ? PathRun.Record(model, Batch.Of(other, batch.Members), at, isOther ? senders : [], []) : null;
            if (readsWhole)
            {
                sheets.Read(options.Run, clean);
                sheets.Read(Other(options.Run), giving!);
            }

            var differences = new Dictionary<PathSender, Tensor>();
            new PathBatch(model, clean, Difference, options.Kind, sheets.Read).Patch(sets);
            options.Sweep.Progress?.Report(done += batch.Size);

            Tensor Difference(PathSender sender)
            {
                if (!differences.TryGetValue(sender, out var difference))
                    differences[sender] = difference = Less(isOther ? giving!.Output(sender) : means?[sender], clean.Output(sender)).MoveToOtherDisposeScope(scope);
                return difference;
            }
        }
    }

    /// <summary>What takes the place of an output, null for nothing, less the output.</summary>
    private static Tensor Less(Tensor? replacement, Tensor output) => replacement is null ? output.neg() : replacement - output;

    private static PromptKind Other(PromptKind kind) => kind == PromptKind.False ? PromptKind.Correct : PromptKind.False;

    private static void Check(HookedTransformer model, PromptSet prompts, IReadOnlyList<PathSet> sets, PathOptions options)
    {
        model.ThrowIfDisposed();
        if (sets.Count == 0)
            throw new ArgumentException("There is no path to patch.", nameof(sets));
        foreach (var set in sets)
            set.Require(model);
        if (model.ListenersWith([]).All.FirstOrDefault(one => one.Listener is not (Listener.Intervention or Listener.Mask) || !LetsPathsBe(one.Point.Site)) is (var point, { }))
        {
            throw new InvalidOperationException(
                $"A hook on {point} may change what runs along paths, which patched runs would not see: dispose its scope first. Ablations of heads, attentions and MLPs are seen.");
        }

        for (var i = 0; i < prompts.Pairs.Length && options.With == PathReplacement.OtherPrompt; i++)
        {
            var (correct, @false) = (prompts.Pairs[i].Correct, prompts.Pairs[i].False);
            if (correct.Tokens.Length != @false.Tokens.Length || !correct.PreLabel.SequenceEqual(@false.PreLabel))
            {
                throw new ArgumentException(
                    $"Path patching puts what one prompt of a pair says into the other, token by token: pair {i} has a correct prompt of {correct.Tokens.Length} tokens and a false one of {@false.Tokens.Length}, "
                    + $"with labels behind tokens [{string.Join(", ", correct.PreLabel)}] and [{string.Join(", ", @false.PreLabel)}]. Take labels of as many tokens, run the pairs that fit (prompts with {{ Pairs = … }}), or replace by {nameof(PathReplacement.Mean)} or {nameof(PathReplacement.Zero)}.",
                    nameof(prompts));
            }
        }
    }

    /// <summary>False where the stream itself or a norm is listened to: paths pass there.</summary>
    private static bool LetsPathsBe(HookSite site) => site is HookSite.Q or HookSite.K or HookSite.V or HookSite.RotQ or HookSite.RotK or HookSite.AttnScores or HookSite.Pattern
        or HookSite.Z or HookSite.Result or HookSite.AttnOut or HookSite.MlpPre or HookSite.MlpPreLinear or HookSite.MlpPost or HookSite.MlpOut or HookSite.Embed or HookSite.PosEmbed;
}
