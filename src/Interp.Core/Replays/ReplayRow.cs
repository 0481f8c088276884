using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;

namespace Interp.Core.Replays;

/// <summary>One ablation of one prompt: a row of a replayed pass.</summary>
/// <param name="Ablation">Index of the ablation.</param>
/// <param name="Prompt">Index of the prompt.</param>
/// <param name="FirstLayer">The first block touched; the number of blocks where none is.</param>
/// <param name="Steps">What happens, with the tokens as indices into the window.</param>
internal sealed record ReplayRow(int Ablation, int Prompt, int FirstLayer, ImmutableArray<(AblationPlan.Step Step, ImmutableArray<int> Tokens)> Steps)
{
    /// <summary>The rows of one ablation, one a prompt.</summary>
    /// <exception cref="InvalidOperationException">It touches a token that was not recorded.</exception>
    public static IEnumerable<ReplayRow> Of(Ablation ablation, int index, HookedTransformer model, Batch batch, ReplayWindow window, Protocol protocol)
    {
        var plan = AblationPlan.Of(ablation, model, protocol);
        var tokens = ablation.Parts.Distinct().ToDictionary(part => part, part => part.Positions.Resolve(batch));
        return Enumerable.Range(0, batch.Size).Select(prompt => new ReplayRow(
            index, prompt, ablation.FirstLayer ?? model.Info.Layers,
            [.. plan.Steps.Select(step => (step, window.Locate(tokens[step.Part][prompt], prompt, ablation)))]));
    }

    /// <summary>Hooks that ablate each row its own way. A pass may consist of the first rows only.</summary>
    public static HookTable Hooks(ReplayRow[] rows, IReadOnlyList<ReplacementSource> sources)
    {
        var table = new HookTable();
        var targets = rows.SelectMany((row, i) => row.Steps.Select(step => new AblationEdit.Target(i, row.Prompt, step.Tokens, step.Step)));
        foreach (var point in targets.GroupBy(target => target.Step.Point))
        {
            var here = point.ToArray();
            table.Add(point.Key, new HookTable.Edit((x, _) => HookResult.Replace(AblationEdit.Apply(x, here, sources))));
        }

        return table;
    }
}
