using Interp.Core.Lens;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using static Interp.Core.Tests.Sweeps.SweepData;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Sweeps;

/// <summary>Streams that wait in a temporary file. That results are the same is tested where blocks are streamed.</summary>
public sealed class SpillTests
{
    private const string Wiring = "gpt2";

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void WriteAndRead_Streams_AreTheSameBitForBit(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var file = new SpillFile(folder: null);
        var streams = Enumerable.Range(1, 4).Select(i => arange(i * 7 * 5, dtype: float32).sin().to(dtype).view(i, 7, 5).transpose(0, 1)).ToArray();
        var places = streams.Select(stream => file.Reserve(stream.numel() * stream.element_size())).ToArray();
        var spilled = streams.Zip(places).Reverse().Select(pair => file.Write(pair.Second, pair.First)).Reverse().ToArray();
        foreach (var (stream, where) in streams.Zip(spilled))
            file.Read(where).ShouldBeBitForBit(stream, $"at {where.At}");
    }

    [SkippableFact]
    public void Run_Spilled_LeavesNoNameInTheFolder()
    {
        Skip.If(OperatingSystem.IsWindows(), "there the file has its name until it is closed");
        using var folder = new TemporaryFolder();
        using var model = TinyModel.Of(Wiring);
        var seen = new List<string>();
        using var tap = model.Tap(Core.Hooks.HookPoint.ResidPost(1), Core.Batches.Positions.All, _ => seen.AddRange(folder.Content));
        Sweep.Run(model, Set, [new LensReader(LabelTokens)], Spilling(folder));
        seen.Should().BeEmpty("a file without a name goes with the process, however that ends");
        folder.Content.Should().BeEmpty();
    }

    [Fact]
    public void Run_SpilledAndThrownOutOf_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyModel.Of(Wiring);
        using (model.Tap(Core.Hooks.HookPoint.ResidPost(1), Core.Batches.Positions.All, _ => throw new InvalidOperationException("enough")))
            FluentActions.Invoking(() => Sweep.Run(model, Set, [new LensReader(LabelTokens)], Spilling(folder))).Should().Throw<InvalidOperationException>().WithMessage("enough");
        folder.Content.Should().BeEmpty();
    }

    [Fact]
    public void Run_FolderThatIsNotThere_IsRefusedBeforeAnythingRuns()
    {
        using var model = TinyModel.Of(Wiring);
        var run = () => Sweep.Run(model, Set, [new LensReader(LabelTokens)], new SweepOptions { SpillFolder = "no/such/folder" });
        run.Should().Throw<DirectoryNotFoundException>().WithMessage("*SpillFolder*no/such/folder*");
    }

    private static SweepOptions Spilling(TemporaryFolder folder) => new() { BatchTokens = 50, Order = SweepOrder.LayerMajor, StreamBytes = 0, SpillFolder = folder.Path };
}
