using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Paths;
using Interp.Core.Prompts;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Paths;

/// <summary>Path patching beside whole runs with hooks.</summary>
internal static class PathComparison
{
    /// <summary>The largest difference of a label's logit, over sets and prompts; at least a quarter of the patches must move one by more than 0.001.</summary>
    public static double Difference(HookedTransformer model, PromptSet prompts, PathSet[] sets, PathOptions options)
    {
        var effects = PathPatching.Run(model, prompts, sets, options);
        var (largest, moved) = (0.0, 0);
        for (var i = 0; i < prompts.Pairs.Length; i++)
        {
            using var scope = NewDisposeScope();
            using var plain = new PlainPathPatching(model, prompts.Pairs[i][options.Run], prompts.Pairs[i][options.Run == PromptKind.False ? PromptKind.Correct : PromptKind.False])
            {
                Replacement = options.With switch
                {
                    PathReplacement.OtherPrompt => null,
                    PathReplacement.Zero => _ => zeros(1, 1, model.Info.DModel, dtype: model.Dtype),
                    _ => sender => MeanOutput(model, prompts.Prompts(options.Run), sets[0].At, sender),
                },
            };
            var whole = Logits(effects.Whole[options.Run]);
            for (var set = 0; set < sets.Length; set++)
            {
                var tokens = sets[set].At.Resolve(Batch.Of(prompts.Prompts(options.Run), [i]))[0];
                var expected = plain.Logits(sets[set], [.. tokens], options.Kind).to(float64);
                var actual = Logits(effects.Patched(set));
                largest = Math.Max(largest, actual.Select((logit, label) => Math.Abs(logit - expected[prompts.LabelTokens[label]].item<double>())).Max());
                moved += actual.Zip(whole, (after, before) => Math.Abs(after - before)).Max() > 1e-3 ? 1 : 0;
            }

            float[] Logits(LabelScores scores) => scores.Logits(i, model.Info.Layers, PathPrompts.Demonstrations - 1).ToArray();
        }

        moved.Should().BeGreaterThan(sets.Length * prompts.Pairs.Length / 4, "a comparison of patches that change nothing shows nothing");
        return largest;
    }

    private static Tensor MeanOutput(HookedTransformer model, IReadOnlyList<Prompt> prompts, Positions at, PathSender sender)
    {
        var all = prompts.Select((prompt, i) =>
        {
            using var plain = new PlainPathPatching(model, prompt, prompt);
            var tokens = at.Resolve(Batch.Of(prompts, [i]))[0].Select(token => (long)token).ToArray();
            return plain.Output(prompt, sender)[0].index_select(0, tensor(tokens)).clone();
        });
        return cat([.. all], 0).mean([0L]).view(1, 1, -1);
    }
}
