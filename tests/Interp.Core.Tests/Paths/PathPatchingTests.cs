using Interp.Core.Batches;
using Interp.Core.Paths;
using Interp.Core.Prompts;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Paths;

public sealed class PathPatchingTests
{
    private const double Noise = 1e-6; // scores are stored in float32

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_EachPath_IsTheRunWithAllElseHeld(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var prompts = PathPrompts.Set(model.Info, 5, 9, 12, 8);
        foreach (var kind in Enum.GetValues<PathKind>())
        {
            PathSet[] sets = [.. PathPrompts.Edges(model).SelectMany(edge => new[] { PathSet.Of(edge), PathSet.Of(edge) with { At = Positions.LastPreLabel } })];
            Compare(model, prompts, sets, new PathOptions { Kind = kind });
        }
    }

    /// <summary>Every set and prompt beside whole runs with hooks.</summary>
    private static void Compare(HookedTransformer model, PromptSet prompts, PathSet[] sets, PathOptions options)
    {
        var effects = PathPatching.Run(model, prompts, sets, options);
        var moved = 0;
        for (var i = 0; i < prompts.Pairs.Length; i++)
        {
            var run = prompts.Pairs[i][options.Run];
            var other = prompts.Pairs[i][options.Run == PromptKind.False ? PromptKind.Correct : PromptKind.False];
            using var plain = new PlainPathPatching(model, run, options.With == PathReplacement.Zero ? null : other);
            var whole = effects.Whole[options.Run].Logits(i, model.Info.Layers, PathPrompts.Demonstrations - 1).ToArray();
            for (var set = 0; set < sets.Length; set++)
            {
                using var scope = NewDisposeScope();
                var tokens = sets[set].At.Resolve(Batch.Of(prompts.Prompts(options.Run), [i]))[0];
                var expected = plain.Logits(sets[set], [.. tokens], options.Kind).to(float64);
                var actual = effects.Patched(set).Logits(i, model.Info.Layers, PathPrompts.Demonstrations - 1);
                for (var label = 0; label < prompts.LabelTokens.Length; label++)
                    ((double)actual[label]).Should().BeApproximately(expected[prompts.LabelTokens[label]].item<double>(), Noise * 10, $"prompt {i}, {sets[set]}, {options.Kind}");
                moved += actual.ToArray().Zip(whole, (a, b) => Math.Abs(a - b)).Max() > 1e-3 ? 1 : 0;
            }
        }

        moved.Should().BeGreaterThan(sets.Length * prompts.Pairs.Length / 4, "a comparison of patches that change nothing shows nothing");
    }
}
