using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Streaming;

public sealed class WeightPlacementTests
{
    private static string Folder => Reference.Copy("neox");

    [Fact]
    public void Load_WeightsLargerThanTheAllowance_AreRefusedWithTheWayOut()
    {
        var load = () => Pretrained.Load(Folder, new PretrainedOptions { MemoryAllowance = 1000 });
        load.Should().Throw<InsufficientMemoryException>().WithMessage("*in Float32 the weights take*Weights = WeightPlacement.Streamed*BFloat16*MemoryAllowance*");
    }

    [Fact]
    public void Load_WeightsThatStayInTheirMappedFile_NeedNoMemory()
    {
        using var model = Pretrained.Load(Reference.Copy("gpt2"), new PretrainedOptions { MemoryAllowance = 1, WithTokenizer = false });
        model.Blocks.IsStreamed.Should().BeFalse("they are stored in float32");
    }

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(100, false)]
    public void Load_Automatic_StreamsWhatDoesNotFit(double times, bool streams)
    {
        using var all = Pretrained.Load(Folder);
        var bytes = all.Weights.DistinctBy(weight => weight.Tensor, ReferenceEqualityComparer.Instance).Sum(weight => weight.Tensor.numel() * sizeof(float));
        using var model = Pretrained.Load(Folder, new PretrainedOptions { Weights = WeightPlacement.Automatic, MemoryAllowance = (long)(times * bytes) });
        model.Blocks.IsStreamed.Should().Be(streams);
    }

    [Fact]
    public void Load_AllowanceOfNothing_IsRefused()
    {
        var load = () => Pretrained.Load(Folder, new PretrainedOptions { MemoryAllowance = 0 });
        load.Should().Throw<ArgumentException>().WithMessage("*MemoryAllowance*");
    }

    [Fact]
    public void Create_OwnWeightsStreamed_AreRefused()
    {
        var create = () => Untrained.Create(Folder, (_, shape) => zeros([.. shape]), new PretrainedOptions { Weights = WeightPlacement.Streamed });
        create.Should().Throw<ArgumentException>().WithMessage("*Streamed*");
    }

    [SkippableFact]
    public void Available_OfThisProcess_IsLessThanTheMachineHas()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        var total = long.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
        MemoryLimits.Available().Should().BePositive().And.BeLessThan(total);
    }
}
