using Interp.Core.LinearLenses;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using Interp.Models.Lenses;

namespace Interp.Models.Tests.Lenses;

public sealed class TunedLensRunTests : IDisposable
{
    private static readonly TunedLensOptions Short = new() { Steps = 70, BatchTokens = 64, Seed = 5 };

    private readonly TemporaryFolder _folder = new();
    private readonly HookedTransformer _model = TinyModel.GptNeoX();

    private IReadOnlyList<IMarkedTokens> Texts => _model.Batch(Enumerable.Range(0, 10).Select(text => string.Join(' ', Enumerable.Range(0, 8 + text).Select(word => $"word{word * text}")))).Sequences;

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(49)]
    [InlineData(50)]
    [InlineData(69)]
    public void Train_StoppedAnywhere_GoesOnToTheSameBytes(int stoppedAt)
    {
        var straight = TunedLensRun.Train(_model, Texts, _folder.File("straight"), "tiny", Short);
        using var stop = new CancellationTokenSource();
        FluentActions.Invoking(() => TunedLensRun.Train(_model, Texts, _folder.File("stopped"), "tiny", Short, new SweepOptions { Cancellation = stop.Token }, new At(progress =>
        {
            if (progress.Step == stoppedAt)
                stop.Cancel();
        }))).Should().Throw<OperationCanceledException>();
        Directory.GetFiles(_folder.File("stopped")).Select(Path.GetFileName).Should().Equal("training.safetensors");
        using (var file = SafetensorsFile.Open(_folder.File("stopped/training.safetensors")))
            file.Metadata["interp.step"].Should().Be($"{stoppedAt}");

        var steps = new List<int>();
        var resumed = TunedLensRun.Train(_model, Texts, _folder.File("stopped"), "tiny", Short, progress: new At(progress => steps.Add(progress.Step)));
        steps.Should().Equal(Enumerable.Range(stoppedAt + 1, 70 - stoppedAt));
        foreach (var name in new[] { "config.json", "params.pt" })
            File.ReadAllBytes(_folder.File($"stopped/{name}")).Should().Equal(File.ReadAllBytes(_folder.File($"straight/{name}")), name);
        Directory.GetFiles(_folder.File("stopped")).Should().HaveCount(2);
        resumed.Tuned[1].Should().Equal(straight.Tuned[1]);
    }

    [Fact]
    public void Train_CheckpointOfAnotherTraining_IsRefused()
    {
        using (var training = TunedLensTraining.Of(_model, Texts, Short))
        {
            training.Run(until: 3);
            Directory.CreateDirectory(_folder.File("lens"));
            TunedLensCheckpoint.Save(_folder.File("lens/training.safetensors"), training);
        }

        FluentActions.Invoking(() => TunedLensRun.Train(_model, Texts, _folder.File("lens"), "tiny", Short with { Seed = 6 })).Should().Throw<InvalidDataException>().WithMessage("*training.safetensors*other options*");
        FluentActions.Invoking(() => TunedLensRun.Train(_model, Texts.Skip(1).ToArray(), _folder.File("lens"), "tiny", Short)).Should().Throw<InvalidDataException>().WithMessage("*other texts*");
        using (var other = TinyModel.GptNeoX(seed: 7))
            FluentActions.Invoking(() => TunedLensRun.Train(other, Texts, _folder.File("lens"), "tiny", Short)).Should().Throw<InvalidDataException>().WithMessage("*another model*");
        SafetensorsWriter.Write(_folder.File("lens/training.safetensors"), new Dictionary<string, TorchSharp.torch.Tensor>());
        FluentActions.Invoking(() => TunedLensRun.Train(_model, Texts, _folder.File("lens"), "tiny", Short)).Should().Throw<InvalidDataException>().WithMessage("*interp.step*");
    }

    private sealed class At(Action<TunedLensProgress> report) : IProgress<TunedLensProgress>
    {
        public void Report(TunedLensProgress value) => report(value);
    }
}
