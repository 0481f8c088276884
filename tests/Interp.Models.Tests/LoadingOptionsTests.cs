using Interp.Models.Checkpoints;
using Interp.Models.Tests.Checkpoints;
using Interp.Models.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests;

/// <summary>How weights are read changes nothing about the model, and a load can be watched and stopped.</summary>
public sealed class LoadingOptionsTests
{
    private const string Model = "llama-gqa";

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(false, 5)]
    public void Load_MappedOrReadOnAnyThreads_HasTheSameWeights(bool map, int threads)
    {
        using var model = Pretrained.Load(Reference.Copy(Model));
        using var other = Pretrained.Load(Reference.Copy(Model), new PretrainedOptions { MapFiles = map, LoadThreads = threads });

        foreach (var (one, two) in model.Weights.Zip(other.Weights))
            one.Tensor.IsSame(two.Tensor).Should().BeTrue(one.Name);
    }

    [Theory]
    [InlineData(Model)]
    [InlineData("gpt2")]
    public void Load_WithProgress_TellsOfEachTensorAndEndsAtAll(string name)
    {
        var told = new List<LoadProgress>();
        using var checkpoint = Checkpoint.Open(Reference.Copy(name));

        Pretrained.Load(Reference.Copy(name), new PretrainedOptions { LoadProgress = new Listener(told.Add) }).Dispose();

        told.Select(progress => progress.Total).Distinct().Should().Equal(checkpoint.Entries.Values.Sum(entry => entry.Bytes));
        told.Select(progress => progress.Bytes).Should().BeInAscendingOrder();
        told[^1].Should().Be(new LoadProgress(null, told[0].Total, told[0].Total));
        var each = told.SkipLast(1).ToArray();
        each.Select(progress => progress.Tensor).Should().OnlyHaveUniqueItems().And.BeSubsetOf(checkpoint.Entries.Keys);
        each[^1].Bytes.Should().Be(each.Sum(progress => checkpoint.Entry(progress.Tensor!).Bytes));
    }

    [Fact]
    public void Load_CancelledHalfway_ThrowsAndFreesEverything()
    {
        using var stop = new CancellationTokenSource();
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var told = 0;
        var options = new PretrainedOptions { Cancellation = stop.Token, LoadProgress = new Listener(progress => { told++; if (2 * progress.Bytes > progress.Total) stop.Cancel(); }) };

        FluentActions.Invoking(() => Pretrained.Load(Reference.Copy(Model), options)).Should().Throw<OperationCanceledException>();

        told.Should().BePositive();
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(live);
    }

    [Fact]
    public async Task LoadAsync_Cancelled_ThrowsBeforeAnyWeight()
    {
        var told = 0;
        var options = new PretrainedOptions { LoadProgress = new Listener(_ => told++) };

        await FluentActions.Awaiting(() => Pretrained.LoadAsync(Reference.Copy(Model), options, new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();

        told.Should().Be(0);
    }

    [Fact]
    public void Load_ProgressThatThrows_FreesEverything()
    {
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var options = new PretrainedOptions { LoadProgress = new Listener(progress => { if (progress.Tensor is null) throw new NotSupportedException(); }) };

        FluentActions.Invoking(() => Pretrained.Load(Reference.Copy(Model), options)).Should().Throw<NotSupportedException>();

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(live);
    }

    [Fact]
    public void Load_NoThreads_IsRefused() =>
        FluentActions.Invoking(() => Pretrained.Load(Reference.Copy(Model), new PretrainedOptions { LoadThreads = 0 }))
            .Should().Throw<ArgumentException>().WithMessage("LoadThreads is 0; at least one thread must read.");

    [Fact]
    public void Load_Half_IsExactInFloat32AndSaidToBeRoundedInBFloat16()
    {
        using var scope = NewDisposeScope();
        using var folder = new ReferenceFolder(Model);
        folder.Change(tensors =>
        {
            foreach (var name in tensors.Keys)
                tensors[name] = tensors[name].to(ScalarType.Float16);
        });
        using var half = Checkpoint.Open(folder.Path);

        var exact = new List<string>();
        using var single = Pretrained.Load(folder.Path, new PretrainedOptions { Logger = new ListLogger(exact) });
        single.Weights.Single(weight => weight.Name == "embed.tokens").Tensor.IsSame(half.Read("model.embed_tokens.weight").to(ScalarType.Float32)).Should().BeTrue();
        exact.Should().NotContain(line => line.StartsWith("Rounded"));

        var rounded = new List<string>();
        using var narrow = Pretrained.Load(folder.Path, new PretrainedOptions { Dtype = ScalarType.BFloat16, Logger = new ListLogger(rounded) });
        rounded.Should().Contain("Rounded to BFloat16, which has fewer significant bits: weights stored as Float16");
    }

    private sealed class Listener(Action<LoadProgress> hear) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => hear(value);
    }
}
