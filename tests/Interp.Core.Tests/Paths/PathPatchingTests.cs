using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Paths;

public sealed class PathPatchingTests
{
    private const double Noise = 2e-6; // scores are stored in float32
    private const double BFloat16Noise = 0.15; // logits reach 8, where numbers of bfloat16 are 0.03 to 0.06 apart

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_EachPath_IsTheRunWithAllElseHeld(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        PathSet[] sets = [.. PathPrompts.Edges(model).Select((edge, i) => PathSet.Of(edge) with { At = i % 3 == 0 ? Positions.LastPreLabel : Positions.All })];
        foreach (var kind in Enum.GetValues<PathKind>())
            PathComparison.Difference(model, PathPrompts.Set(model.Info, 5, 9, 12), sets, new PathOptions { Kind = kind }).Should().BeLessThan(Noise, $"{kind}");
    }

    [Theory]
    [InlineData("gptj")]
    [InlineData("gemma")]
    [InlineData("olmo2")]
    public void Run_PathsTogether_AreTheRunWithAllElseHeld(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        PathSet[] sets =
        [
            PathSet.Parse("head 0.1 -> query 2.3, head 0.1 -> key 1.0, mlp 0 -> key 1.0, embedding -> value 2.1, head 1.2 -> mlp-input 2 at all"),
            PathSet.Parse("head 0.1 -> query 2.3, mlp 0 -> query 1.3, mlp 1 -> mlp-input 2 at last-pre-label"),
            PathSet.Parse("head 0.1 -> logits, mlp 0 -> logits, head 0.2 -> logits, head 2.0 -> logits at all"),
            PathSet.Parse("mlp 0 -> value 2.0, mlp 0 -> mlp-input 1 at pre-label"),
        ];
        foreach (var options in new[]
                 {
                     PathOptions.Default,
                     PathOptions.Default with { Kind = PathKind.ThroughMlps, Run = PromptKind.Correct },
                     PathOptions.Default with { With = PathReplacement.Zero },
                 })
            PathComparison.Difference(model, PathPrompts.Set(model.Info, 6, 8, 12), sets, options).Should().BeLessThan(Noise, $"{options}");
    }

    [Theory]
    [InlineData("neox")]
    [InlineData("gemma")]
    public void Run_InBFloat16_IsTheRunWithAllElseHeldToItsRounding(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.BFloat16);
        PathSet[] sets = [.. PathPrompts.Edges(model).Select(edge => PathSet.Of(edge))];
        foreach (var kind in Enum.GetValues<PathKind>())
            PathComparison.Difference(model, PathPrompts.Set(model.Info, 5, 9, 12), sets, new PathOptions { Kind = kind }).Should().BeLessThan(BFloat16Noise, $"{kind}");
    }

    [Theory]
    [InlineData("all")]
    [InlineData("last-pre-label")]
    public void Run_ByMean_PutsInTheMeanOverPatchedTokens(string at)
    {
        using var model = TinyModel.Of("gemma", ScalarType.Float64);
        PathSet[] sets = [.. new[] { "head 0.1 -> query 2.3", "mlp 1 -> logits", "embedding -> mlp-input 2" }.Select(path => PathSet.Parse($"{path} at {at}"))];
        PathComparison.Difference(model, PathPrompts.Set(model.Info, 7, 8, 13, 9), sets, PathOptions.Default with { With = PathReplacement.Mean, Sweep = new SweepOptions { BatchTokens = 20 } }).Should().BeLessThan(Noise);
    }

    [Theory]
    [InlineData("neox")]
    [InlineData("gemma")]
    public void Run_UnderAnAblation_SeesItInEveryRun(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        PathSet[] sets = [.. PathPrompts.Edges(model).Select((edge, i) => PathSet.Of(edge) with { At = i % 2 == 0 ? Positions.LastPreLabel : Positions.All })];
        var ablation = Ablation.OfHeads([new HeadId(0, 1), new HeadId(2, 3)], Positions.All) | Ablation.OfMlps([1], Positions.LastPreLabel)
            | Ablation.KnockOutHeads([new HeadId(1, 2)], Positions.EarlierLabel, Positions.LastPreLabel);
        using var scope = AblationScope.Apply(model, ablation);
        foreach (var kind in Enum.GetValues<PathKind>())
            PathComparison.Difference(model, PathPrompts.Set(model.Info, 8, 9, 12), sets, new PathOptions { Kind = kind }).Should().BeLessThan(Noise, $"{kind}");
    }

    [Fact]
    public void Run_AblatedSender_HasNothingToChange()
    {
        using var model = TinyModel.Of("gpt2", ScalarType.Float64);
        using var scope = AblationScope.Zero(model, [new HeadId(0, 1)], Positions.All);
        var effects = PathPatching.Run(model, PathPrompts.Set(model.Info, 8, 9, 12), PathSet.OfEach([PathSender.Head(0, 1)], [PathReceiver.MlpInput(1)]));
        effects.Effect(0).Should().OnlyContain(effect => Math.Abs(effect) < Noise);
    }

    [Fact]
    public void Run_SeveralBatches_ChangeNothing()
    {
        using var model = TinyModel.Of("llama-gqa", ScalarType.Float64);
        var prompts = PathPrompts.Set(model.Info, 9, 9, 12, 8, 9);
        var sets = PathSet.Feeding(model, [new HeadId(2, 1), new HeadId(1, 3)]);
        var options = PathOptions.Default with { Kind = PathKind.ThroughMlps };
        var whole = PathPatching.Run(model, prompts, sets, options);
        var cut = PathPatching.Run(model, prompts, sets, options with { Sweep = new SweepOptions { BatchTokens = 10 } });
        for (var set = 0; set < sets.Length; set++)
            cut.Effect(set).Zip(whole.Effect(set), (left, right) => Math.Abs(left - right)).Max().Should().BeLessThan(Noise, $"{sets[set]}");
        whole.Effect(3).Max(Math.Abs).Should().BeGreaterThan(1e-3);
    }

    [Fact]
    public void Run_StreamedModel_IsTheModelBitForBit()
    {
        using var model = TinyModel.Of("llama-gqa");
        using var streamed = TinyModel.Streamed("llama-gqa");
        var prompts = PathPrompts.Set(model.Info, 9, 9, 12);
        var sets = PathSet.Feeding(model, [new HeadId(2, 1)]);
        var (whole, read) = (PathPatching.Run(model, prompts, sets), PathPatching.Run(streamed, prompts, sets));
        for (var set = 0; set < sets.Length; set++)
            read.Effect(set).Should().Equal(whole.Effect(set), $"{sets[set]}");
    }

    [Fact]
    public void Run_Done_LeavesNoTensorAndNoHook()
    {
        using var model = TinyModel.Of("gemma");
        var prompts = PathPrompts.Set(model.Info, 9, 9, 12);
        var sets = PathSet.Feeding(model, [new HeadId(1, 1)]);
        Run();
        var before = Numbers.Live;
        Run();
        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();

        void Run()
        {
            foreach (var with in Enum.GetValues<PathReplacement>())
                PathPatching.Run(model, prompts, sets, new PathOptions { Kind = PathKind.ThroughMlps, With = with });
        }
    }

    [Fact]
    public void Run_WhatDoesNotFit_SaysWhatWould()
    {
        using var model = TinyModel.Of("gptj");
        var prompts = PathPrompts.Set(model.Info, 9, 9, 12);
        Refused("mlp 1 -> query 1.0 at all").WithMessage("*sideways*blocks 2..2*");
        Refused("mlp 2 -> mlp-input 0 at all").WithMessage("*backwards*");
        Refused("head 3.0 -> logits at all").WithMessage("*blocks 0..2*");
        Refused("head 0.0 -> logits, mlp 0 -> query 1.0 at all").WithMessage("*set of their own*");
        Refused("head 0.0 -> logits, attention 0 -> logits at all").WithMessage("*head 0.0 is a part of attention 0*");
        FluentActions.Invoking(() => PathPatching.Run(model, prompts, [])).Should().Throw<ArgumentException>().WithMessage("*no path*");
        FluentActions.Invoking(() => PathSet.Of()).Should().Throw<ArgumentException>().WithMessage("*at least one*");
        FluentActions.Invoking(() => PathSet.Parse("head 0.0 -> logits")).Should().Throw<FormatException>().WithMessage("*names no tokens*");

        var uneven = prompts with { Pairs = [.. prompts.Pairs, new PromptPair(prompts.Pairs[0].Correct, prompts.Pairs[1].False)] };
        FluentActions.Invoking(() => PathPatching.Run(model, uneven, [PathSet.Parse("mlp 0 -> logits at all")])).Should().Throw<ArgumentException>().WithMessage("*pair 2 has a correct prompt of 9 tokens and a false one of 12*Mean or Zero*");
        PathPatching.Run(model, uneven, [PathSet.Parse("mlp 0 -> logits at all")], PathOptions.Default with { With = PathReplacement.Zero }).Effect(0).Should().HaveCount(3);

        using (model.Hook(HookPoint.Z(1), (_, _) => HookResult.Keep))
            Invoking("mlp 0 -> logits at all").Should().Throw<InvalidOperationException>().WithMessage("*hook_z*dispose its scope*");

        FluentAssertions.Specialized.ExceptionAssertions<ArgumentException> Refused(string set) => Invoking(set).Should().Throw<ArgumentException>();
        Action Invoking(string set) => () => PathPatching.Run(model, prompts, [PathSet.Parse(set)]);
    }
}
