using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Patching;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using Interp.Models.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Streaming;

/// <summary>
/// Models on several devices, as far as one machine without any goes: the meta device computes shapes alone and, like any
/// other, refuses an operation on tensors of two devices. libtorch knows no attention for it, so that a pass goes as far as
/// the queries of the first block there.
/// </summary>
public sealed class DeviceMapTests
{
    public static TheoryData<string> Models => [.. Reference.Models];

    /// <summary>libtorch has no LayerNorm for the meta device.</summary>
    public static TheoryData<string> ModelsOnMeta => [.. Reference.Models.Where(model => Reference.Config(model).AsObject().ContainsKey("rms_norm_eps"))];

    private static Batch Prompts => Batch.Of([1, 5, 2, 9, 4], [7, 3, 8]);

    [Theory]
    [MemberData(nameof(Models))]
    public void Load_OneDeviceForAllBlocks_IsThePlainModelBitForBit(string model)
    {
        using var scope = NewDisposeScope();
        using var plain = Load(model, null);
        using var mapped = Load(model, DeviceMap.Even(DeviceMemory.Of("cpu")));
        var batch = Batch.Of([1, 5, 2, 9, 4], [7, 3]);
        mapped.Logits(batch).Equals(plain.Logits(batch)).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(ModelsOnMeta))]
    public void Pass_OverTheBorder_GoesOnWhereTheNextBlockIs(string model)
    {
        foreach (var positions in new[] { Positions.All, Positions.Last })
        {
            using var scope = NewDisposeScope();
            using var mapped = Load(model, Halves);
            var border = mapped.Info.Layers / 2;
            mapped.DeviceOf(border - 1).type.Should().Be(DeviceType.CPU);
            mapped.DeviceOf(border).type.Should().Be(DeviceType.META);
            var seen = new Dictionary<HookPoint, DeviceType>();
            var points = mapped.HookPoints.TakeWhile(point => point != HookPoint.RotK(border) && point != HookPoint.AttnScores(border)).ToArray();
            using var taps = HookScope.Join(points.Select(point => mapped.Tap(point, positions, x => seen[point] = x.device_type)));
            mapped.Run(Prompts);

            points.Should().Contain(HookPoint.Q(border));
            foreach (var point in points)
                seen[point].Should().Be(point.Layer == border ? DeviceType.META : DeviceType.CPU, $"{point}");
        }
    }

    [Theory]
    [MemberData(nameof(ModelsOnMeta))]
    public void Patch_FromAnotherDevice_ComesToTheActivation(string model)
    {
        using var scope = NewDisposeScope();
        using var plain = Load(model, null);
        using var mapped = Load(model, Halves);
        var border = mapped.Info.Layers / 2;
        using var clean = ActivationCache.Record(plain, Prompts, CacheRequest.Of(HookSite.ResidPre)); // on the CPU, whatever is patched
        using var patch = ActivationPatching.Patch(mapped, clean, HookPoint.ResidPre(border), Positions.Last);
        Tensor? entering = null;
        using var tap = mapped.Tap(HookPoint.ResidPre(border), Positions.All, x => entering = x.MoveToOtherDisposeScope(scope));
        mapped.Run(Prompts);
        entering!.device_type.Should().Be(DeviceType.META);
    }

    [Theory]
    [MemberData(nameof(ModelsOnMeta))]
    public void LogitsFrom_AStreamOfAnotherDevice_AreWhereTheUnembeddingIs(string model)
    {
        using var scope = NewDisposeScope();
        using var mapped = Load(model, Halves);
        var logits = mapped.LogitsFrom(Prompts, mapped.Info.Layers, ones(2, 5, mapped.Info.DModel), Positions.Last);
        (logits.device_type, logits.shape[^1]).Should().Be((DeviceType.META, mapped.Info.DVocab));
        mapped.LastDevice.type.Should().Be(DeviceType.META);
    }

    [Theory]
    [MemberData(nameof(ModelsOnMeta))]
    public void Lens_AcrossDevices_ReadsWhereTheUnembeddingIs(string model)
    {
        using var scope = NewDisposeScope();
        using var mapped = Load(model, Halves);
        var readout = new LogitLensReadout(mapped);
        var normalized = readout.Normalized(ones(2, 3, mapped.Info.DModel), state: 0);
        readout.Unembedding.LogitsOf(normalized.flatten(0, 1), [1, 2]).device_type.Should().Be(DeviceType.META);
    }

    [Fact]
    public void PlanDevices_BeforeLoading_SaysWhatIsWhere()
    {
        var folder = Reference.Copy("neox");
        var plan = Pretrained.PlanDevices(folder, new PretrainedOptions { DeviceMap = Halves });
        using var mapped = Load("neox", Halves);
        plan.Shares.Select(share => share.Blocks).Sum().Should().Be(mapped.Info.Layers);
        plan.Shares.Sum(share => share.Bytes).Should().Be(mapped.Weights.Sum(weight => weight.Tensor.numel() * weight.Tensor.element_size()));
        foreach (var weight in mapped.Weights)
        {
            var layer = weight.Name.StartsWith("blocks.", StringComparison.Ordinal) ? int.Parse(weight.Name.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture) : -1;
            weight.Tensor.device_type.Should().Be(layer >= 0 ? plan.Of(layer).type : weight.Name.StartsWith("embed", StringComparison.Ordinal) ? plan.First.type : plan.Last.type, weight.Name);
        }
    }

    [Fact]
    public void Load_MoreThanADeviceHolds_IsRefusedBeforeAnythingIsRead()
    {
        var load = () => Load("neox", DeviceMap.Even(DeviceMemory.Of("cpu"), DeviceMemory.Of("meta") with { Bytes = 10 }));
        load.Should().Throw<InsufficientMemoryException>().WithMessage("Too much for a device: meta*This would fit: cpu: blocks 0..*");
    }

    [Fact]
    public void Load_DeviceAndMap_IsRefused()
    {
        var load = () => Pretrained.Load(Reference.Copy("neox"), new PretrainedOptions { Device = CPU, DeviceMap = Halves });
        load.Should().Throw<ArgumentException>().WithMessage("*choose one*");
    }

    [Fact]
    public void Load_StreamedAcrossDevices_ReadsBlocksToTheirDevices()
    {
        using var scope = NewDisposeScope();
        using var mapped = Pretrained.Load(Reference.Copy("llama"), new PretrainedOptions { WithTokenizer = false, Weights = WeightPlacement.Streamed, DeviceMap = Halves });
        mapped.W_Q(0).device_type.Should().Be(DeviceType.CPU);
        mapped.W_Q(mapped.Info.Layers - 1).device_type.Should().Be(DeviceType.META);
    }

    private static bool IsFinal(HookPoint point) => point.Layer is null && point != HookPoint.Embed && point != HookPoint.PosEmbed;

    private static DeviceMap Halves => DeviceMap.Even(DeviceMemory.Of("cpu"), DeviceMemory.Of("meta"));

    private static HookedTransformer Load(string model, DeviceMap? map) =>
        Pretrained.Load(Reference.Model(model), new PretrainedOptions { WithTokenizer = false, DeviceMap = map });
}
