using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Paths;

public sealed class PathVocabularyTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [InlineData("head 2.1 -> key 3.0")]
    [InlineData("attention 0 -> mlp-input 0")]
    [InlineData("mlp 11 -> query 12.10")]
    [InlineData("embedding -> logits")]
    [InlineData("mlp 0 -> value 1.0")]
    public void Parse_WhatToStringWrites_IsTheSameValue(string text)
    {
        PathEdge.Parse(text).ToString().Should().Be(text);
        PathEdge.Parse(text).Should().Be(PathEdge.Parse(text));
    }

    [Theory]
    [InlineData("head 2.1 key 3.0", "*SENDER -> RECEIVER*")]
    [InlineData("head 2 -> key 3.0", "*BLOCK.HEAD*")]
    [InlineData("key 3.0 -> logits", "*'key 3.0' is no sender*'embedding'*")]
    [InlineData("mlp -1 -> logits", "*'mlp -1' is no sender*")]
    [InlineData("mlp 1 -> mlp 2", "*'mlp 2' is no receiver*'mlp-input 3'*")]
    public void Parse_AnotherForm_SaysWhatIsExpected(string text, string message) =>
        FluentActions.Invoking(() => PathEdge.Parse(text)).Should().Throw<FormatException>().WithMessage(message);

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Senders_OfARun_AddUpToItsStream(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        using var run = Record(model, batch);
        Tensor Output(PathSender sender) => SenderOutput.Of(model, sender, point => run[point]);

        var stream = Output(PathSender.Embedding);
        for (var layer = 0; layer < TinyWiring.Layers; layer++)
        {
            var heads = Enumerable.Range(0, TinyWiring.Heads).Select(head => Output(PathSender.Head(layer, head))).Aggregate((left, right) => left + right);
            var bias = model.AttentionOutput(layer).Bias is { } added
                ? model.AttentionOutNorm(layer) is { } norm ? norm.ApplyFrozen(added.expand(heads.shape), run[HookPoint.AttnOutNormScale(layer)]) : added
                : zeros(1, dtype: ScalarType.Float64);
            Numbers.Difference(heads + bias, Output(PathSender.Attention(layer))).Should().BeLessThan(1e-12, $"heads of block {layer}");
            stream = stream + Output(PathSender.Attention(layer)) + Output(PathSender.Mlp(layer));
        }

        Numbers.Difference(stream, run[HookPoint.ResidPost(TinyWiring.Layers - 1)]).Should().BeLessThan(1e-12);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void ReceiverInput_OfTheRunsOwnStream_IsWhatHooksSee(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        using var run = Record(model, TinyBatch.Padded());
        foreach (var receiver in ReceiversOf(model))
        {
            var points = receiver.PointsOn(model);
            var gets = ReceiverInput.Of(model, receiver, run[receiver.StreamOn(model)]);
            gets.Should().HaveSameCount(points);
            for (var i = 0; i < points.Length; i++)
            {
                var seen = run[points[i]];
                Numbers.Difference(gets[i], receiver.HeadIndex is { } head ? seen.select(2, head) : seen).Should().BeLessThan(1e-12, $"{receiver} at {points[i]}");
            }
        }
    }

    [Theory]
    [InlineData("llama-gqa")]
    [InlineData("olmo2")]
    public void ReceiverInput_UnderGradients_LetsThemThrough(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        using var run = Record(model, TinyBatch.Padded());
        foreach (var receiver in ReceiversOf(model))
        {
            var stream = run[receiver.StreamOn(model)].detach().requires_grad_();
            var sum = ReceiverInput.Of(model, receiver, stream).Select(x => x.sin().sum()).Aggregate((left, right) => left + right);
            autograd.grad([sum], [stream])[0].abs().sum().item<double>().Should().BeGreaterThan(0, $"{receiver}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Require_EveryPair_AllowsThoseWhoseReceiverTheSenderMoves(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        using var clean = Record(model, batch);
        PathSender[] senders = [PathSender.Embedding, .. Enumerable.Range(0, TinyWiring.Layers).SelectMany(layer => new[] { PathSender.Head(layer, 1), PathSender.Attention(layer), PathSender.Mlp(layer) })];
        foreach (var sender in senders)
        {
            using var hook = model.Hook(sender.PointsOn(model)[0], (x, _) => HookResult.Replace(x + Numbers.Noise(x, 3)));
            using var moved = Record(model, batch);
            foreach (var receiver in ReceiversOf(model))
            {
                var reads = Numbers.Difference(moved[receiver.StreamOn(model)], clean[receiver.StreamOn(model)]) > 0;
                var require = FluentActions.Invoking(() => new PathEdge(sender, receiver).Require(model));
                if (reads)
                    require.Should().NotThrow($"{sender} moves {receiver}");
                else
                    require.Should().Throw<ArgumentException>($"{sender} leaves {receiver} as it is");
                PathSender.Before(model, receiver).Contains(sender).Should().Be(reads && sender.Kind != SenderKind.Attention);
            }
        }
    }

    [Fact]
    public void Require_WhatDoesNotFit_NamesWhatWould()
    {
        using var sequential = TinyModel.Of("llama-gqa");
        using var parallel = TinyModel.Of("gptj");
        Refused(sequential, "mlp 1 -> query 1.0").WithMessage("*sideways*mlp 1*blocks 2..2*logits*");
        Refused(sequential, "mlp 2 -> key 0.0").WithMessage("*backwards*mlp 2 adds is read by the logits*");
        Refused(sequential, "head 1.0 -> value 1.0").WithMessage("*sideways*mlp-input 1,*blocks 2..2*");
        Refused(parallel, "head 1.0 -> mlp-input 1").WithMessage("*sideways*read by queries*blocks 2..2, the logits.*");
        Refused(sequential, "mlp 3 -> logits").WithMessage("*blocks 0..2*");
        Refused(sequential, "head 0.4 -> logits").WithMessage("*heads 0..3*");
        Refused(sequential, "embedding -> key 1.2").WithMessage("*key heads 0..1*InputsOf*");
        Refused(sequential, "embedding -> query 1.4").WithMessage("*heads 0..3*");
        Refused(sequential, "embedding -> mlp-input 3").WithMessage("*blocks 0..2*");
        PathReceiver.InputsOf(sequential, new HeadId(1, 3)).Select(receiver => receiver.ToString()).Should().Equal("query 1.3", "key 1.1", "value 1.1");
        FluentActions.Invoking(() => PathReceiver.InputsOf(sequential, new HeadId(1, 4))).Should().Throw<ArgumentOutOfRangeException>();

        static FluentAssertions.Specialized.ExceptionAssertions<ArgumentException> Refused(HookedTransformer model, string path) =>
            FluentActions.Invoking(() => PathEdge.Parse(path).Require(model)).Should().Throw<ArgumentException>();
    }

    private static IEnumerable<PathReceiver> ReceiversOf(HookedTransformer model)
    {
        for (var layer = 0; layer < TinyWiring.Layers; layer++)
        {
            foreach (var receiver in Enumerable.Range(0, TinyWiring.Heads).SelectMany(head => PathReceiver.InputsOf(model, new HeadId(layer, head))).Distinct())
                yield return receiver;
            yield return PathReceiver.MlpInput(layer);
        }

        yield return PathReceiver.Logits;
    }

    private static ActivationCache Record(HookedTransformer model, Batch batch) =>
        ActivationCache.Record(model, batch, CacheRequest.Of([.. model.HookPoints.Select(point => point.Site).Distinct()]));
}
