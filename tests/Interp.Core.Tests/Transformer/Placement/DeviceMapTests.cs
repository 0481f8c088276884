using Interp.Core.Transformer.Placement;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Transformer.Placement;

public sealed class DeviceMapTests
{
    // A kind of device that nothing is made on: TorchSharp makes no name of a CUDA device where there is none.

    /// <summary>Six blocks of 100, an embedding of 50, an end of 60.</summary>
    private static readonly ModelBytes Model = new(50, [100, 100, 100, 100, 100, 100], 60, Shared: 0);

    [Theory]
    [InlineData(1000, 1000, "6")]
    [InlineData(660, 1000, "5 1")]   // all but the end would fit: one block goes with it
    [InlineData(260, 1000, "2 4")]
    [InlineData(250, 460, "2 4")]
    public void Automatic_TwoDevices_FillsTheFirst(long first, long second, string blocks)
    {
        var plan = DeviceMap.Automatic(Unit(0, first), Unit(1, second)).Plan(Model);
        plan.Shares.Select(share => share.Blocks).Should().Equal(blocks.Split(' ').Select(int.Parse));
        plan.Shares.Sum(share => share.Bytes).Should().Be(50 + 600 + 60);
        plan.Shares.Should().OnlyContain(share => share.Bytes <= share.Memory.Bytes);
    }

    [Fact]
    public void Automatic_NothingFits_IsRefusedWithTheNumbers()
    {
        var plan = () => DeviceMap.Automatic(Unit(0, 300), Unit(1, 300)).Plan(Model);
        plan.Should().Throw<InsufficientMemoryException>().WithMessage("No map of these devices fits: the model takes 0.7 KiB, they may hold hip:0 0.3 KiB, hip:1 0.3 KiB.*stream*");
    }

    [Fact]
    public void Automatic_ADeviceOfUnknownMemory_IsRefused()
    {
        var map = () => DeviceMap.Automatic(Unit(0, 300), new DeviceMemory(Hip(1)));
        map.Should().Throw<ArgumentException>().WithMessage("How much may hip:1 hold*");
    }

    [Fact]
    public void Even_BlocksThatDoNotComeOut_GivesTheFirstOnesMore()
    {
        var plan = DeviceMap.Even(new DeviceMemory(Hip(0)), new DeviceMemory(Hip(1)), new DeviceMemory(Hip(2)), DeviceMemory.Of("meta")).Plan(Model);
        plan.Shares.Select(share => share.Blocks).Should().Equal(2, 2, 1, 1);
        Enumerable.Range(0, 6).Select(layer => plan.Of(layer).ToString()).Should().Equal("hip:0", "hip:0", "hip:1", "hip:1", "hip:2", "meta");
        (plan.First.ToString(), plan.Last.ToString()).Should().Be(("hip:0", "meta"));
        plan.ToString().Should().StartWith("hip:0: blocks 0..1, 0.2 KiB; hip:1: blocks 2..3");
    }

    [Fact]
    public void Explicit_TooMuchForADevice_IsRefusedWithAMapThatFits()
    {
        var plan = () => DeviceMap.Explicit((Unit(0, 300), 4), (Unit(1, 700), 2)).Plan(Model);
        plan.Should().Throw<InsufficientMemoryException>()
            .WithMessage("Too much for a device: hip:0: blocks 0..3, 0.4 KiB of 0.3 KiB. This would fit: hip:0: blocks 0..1, 0.2 KiB of 0.3 KiB; hip:1: blocks 2..5, 0.4 KiB of 0.7 KiB.");
    }

    [Fact]
    public void Even_NoMapFits_SaysSo()
    {
        var plan = () => DeviceMap.Even(Unit(0, 300), Unit(1, 300)).Plan(Model);
        plan.Should().Throw<InsufficientMemoryException>().WithMessage("Too much for a device: *No map of these devices fits.*");
    }

    [Fact]
    public void Explicit_OtherThanTheModelsBlocks_IsRefused()
    {
        var plan = () => DeviceMap.Explicit((new DeviceMemory(Hip(0)), 4), (DeviceMemory.Of("meta"), 3)).Plan(Model);
        plan.Should().Throw<ArgumentException>().WithMessage("*4 + 3 blocks*the model has 6*");
    }

    [Fact]
    public void Maps_WithoutSense_AreRefused()
    {
        FluentActions.Invoking(() => DeviceMap.Even()).Should().Throw<ArgumentException>().WithMessage("There is no device*");
        FluentActions.Invoking(() => DeviceMap.Even(DeviceMemory.Of("meta"), DeviceMemory.Of("meta"))).Should().Throw<ArgumentException>().WithMessage("A device is named twice*");
        FluentActions.Invoking(() => DeviceMap.Explicit((DeviceMemory.Of("meta"), 0))).Should().Throw<ArgumentException>().WithMessage("meta is given no block*");
    }

    [Fact]
    public void Plan_TiedTableOnOneDevice_CountsOnce() =>
        DeviceMap.Even(DeviceMemory.Of("meta")).Plan(Model with { Shared = 50 }).Shares[0].Bytes.Should().Be(50 + 600 + 60 - 50);

    private static DeviceMemory Unit(int index, long bytes) => new(Hip(index), bytes);

    private static Device Hip(int index) => new(DeviceType.HIP, index);
}
