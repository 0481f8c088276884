using Interp.Core.Paths;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Paths;

/// <summary>What paths to one receiver add up to.</summary>
public sealed class PathSumTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void AllPathsToTheLogits_Together_MakeTheOtherPromptsPrediction(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        PathSender[] senders = [PathSender.Embedding, .. Enumerable.Range(0, TinyWiring.Layers).SelectMany(layer => new[] { PathSender.Attention(layer), PathSender.Mlp(layer) })];
        var effects = PathPatching.Run(model, PathPrompts.Set(model.Info, 3, 9, 12), [PathSet.Of(senders.Select(sender => new PathEdge(sender, PathReceiver.Logits)))]);
        Apart(effects.LogitDifference(effects.Patched(0)), effects.LogitDifference(effects.Whole.Correct)).Should().BeLessThan(2e-6);
        Apart(effects.LogitDifference(effects.Whole.False), effects.LogitDifference(effects.Whole.Correct)).Should().BeGreaterThan(0.1);
    }

    [Theory]
    [InlineData("logits")]
    [InlineData("value 2.1")]
    [InlineData("mlp-input 1")]
    public void PathsToOneReceiver_InALinearModel_AddUpToTheirSet(string name)
    {
        using var model = LinearModel.Make();
        var prompts = PathPrompts.Set(model.Info, 4, 9, 12);
        var receiver = PathReceiver.Parse(name);
        var senders = PathSender.Before(model, receiver);
        foreach (var kind in Enum.GetValues<PathKind>())
        {
            var effects = PathPatching.Run(model, prompts, [PathSet.Of(senders.Select(sender => new PathEdge(sender, receiver))), .. PathSet.OfEach(senders, [receiver])], new PathOptions { Kind = kind });
            for (var i = 0; i < prompts.Pairs.Length && kind == PathKind.Direct; i++)
            {
                Enumerable.Range(1, senders.Length).Sum(set => effects.Effect(set)[i]).Should().BeApproximately(effects.Effect(0)[i], 1e-5, "each sender changes what the receiver gets by its own part");
                if (receiver == PathReceiver.Logits)
                    effects.Effect(0)[i].Should().BeApproximately(effects.LogitDifference(effects.Whole.False)[i] - effects.LogitDifference(effects.Whole.Correct)[i], 1e-5);
            }

            effects.Effect(0).Max(Math.Abs).Should().BeGreaterThan(0.05);
        }
    }

    [Fact]
    public void PathsThroughMlps_InALinearModel_AreTheSumOfWhatTheyAreMadeOf()
    {
        // Block 0's head to block 2's value: straight, through MLP 0, through MLP 1, and through both.
        using var model = LinearModel.Make();
        var prompts = PathPrompts.Set(model.Info, 4, 9, 12);
        var through = PathPatching.Run(model, prompts, [PathSet.Parse("head 0.1 -> value 2.1 at all")], new PathOptions { Kind = PathKind.ThroughMlps });
        using var scope = NewDisposeScope();
        for (var i = 0; i < prompts.Pairs.Length; i++)
        {
            using var plain = new PlainPathPatching(model, prompts.Pairs[i].False, prompts.Pairs[i].Correct);
            var straight = plain.Output(prompts.Pairs[i].Correct, PathSender.Head(0, 1)) - plain.Output(prompts.Pairs[i].False, PathSender.Head(0, 1));
            var all = straight;
            for (var layer = 0; layer < 2; layer++)
                all = all + matmul(matmul(all, model.W_in(layer)), model.W_out(layer));
            using var made = new PlainPathPatching(model, prompts.Pairs[i].False, prompts.Pairs[i].Correct)
            {
                Replacement = sender => plain.Output(prompts.Pairs[i].False, sender) + all,
            };
            var logits = made.Logits(PathSet.Parse("head 0.1 -> value 2.1 at all"), [.. Enumerable.Range(0, prompts.Pairs[i].False.Tokens.Length)], PathKind.Direct);
            for (var label = 0; label < 3; label++)
                ((double)through.Patched(0).Logits(i, 3, 1)[label]).Should().BeApproximately(logits[prompts.LabelTokens[label]].item<double>(), 1e-5);
        }
    }

    private static double Apart(IEnumerable<double> left, IEnumerable<double> right) => left.Zip(right, (one, other) => Math.Abs(one - other)).Max();
}
