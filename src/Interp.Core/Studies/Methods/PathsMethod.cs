using Interp.Core.Heads;
using Interp.Core.Paths;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;

namespace Interp.Core.Studies.Methods;

/// <summary>Path patching: what each path into the heads with the largest prefix-matching scores adds to the logit of the shown label less that of the true one.</summary>
internal static class PathsMethod
{
    private const int TopHeads = 2;

    public static IEnumerable<(string Name, double[] Values)> Read(MethodInput input)
    {
        var attention = new LabelAttentionReader();
        var prompts = input.Prompts.Prompts(PromptKind.False);
        Sweep.Run(input.Model, prompts, [attention], input.Sweep);
        var heads = PrefixMatching.Score(attention.Attention, prompts, input.Prompts.Labels.Length, PrefixMatchOptions.Under(input.Cell.Spec.Protocol)).Top(TopHeads);
        var aligned = new AlignedPairs(input.Prompts);
        var effects = PathPatching.Run(input.Model, aligned.Set, PathSet.Feeding(input.Model, heads), new PathOptions { Sweep = input.Sweep });
        return effects.Sets.Select((set, i) => ($"{set}", aligned.Spread(effects.Effect(i))));
    }
}
