using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace Interp.Models.Tests;

/// <summary>What a load costs beside the model's own weights.</summary>
[Trait("Category", "Long")]
public sealed class LoadingMemoryTests
{
    [SkippableTheory]
    [InlineData(ScalarType.Float16, ScalarType.Float32, 4)]
    [InlineData(ScalarType.Float16, ScalarType.BFloat16, 2)]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16, 2)]
    public void Load_ConvertedSafetensors_PeaksAtTheWeights(ScalarType stored, ScalarType dtype, int bytes)
    {
        using var folder = new TemporaryFolder();
        Cost(() => LargeModel.WriteSafetensors(folder, stored), dtype).Should().BeInRange(0.95 * bytes, 1.1 * bytes);
    }

    [SkippableFact]
    public void Load_HalfPickle_PeaksAtTheWeights()
    {
        using var folder = new TemporaryFolder();
        Cost(() => LargeModel.WriteHalfPickle(folder), ScalarType.Float32).Should().BeInRange(0.95 * 4, 1.1 * 4);
    }

    [SkippableFact]
    public void Load_HalfGguf_PeaksAtTheWeights()
    {
        using var folder = new TemporaryFolder();
        Cost(() => LargeModel.WriteHalfGguf(folder), ScalarType.Float32).Should().BeInRange(0.95 * 4, 1.1 * 4);
    }

    [SkippableFact]
    public void Load_SafetensorsOfTheRunsDtype_IsMappedNotCopied()
    {
        using var folder = new TemporaryFolder();
        Cost(() => LargeModel.WriteSafetensors(folder, ScalarType.Float32), ScalarType.Float32).Should().BeLessThan(0.05 * 4);
    }

    // The embeddings are mapped, the maps turned: of a file that is stored the other way round nothing counts twice.
    [SkippableFact]
    public void Load_TransposedSafetensorsOfTheRunsDtype_CostsNoMoreThanTheWeights()
    {
        using var folder = new TemporaryFolder();
        Cost(() => LargeGpt2.WriteSafetensors(folder), ScalarType.Float32, LargeGpt2.Weights).Should().BeLessThan(1.1 * 4);
    }

    [SkippableFact]
    public void Load_NotMapped_PeaksAtTheWeights()
    {
        using var folder = new TemporaryFolder();
        Cost(() => LargeModel.WriteSafetensors(folder, ScalarType.Float32), ScalarType.Float32, LargeModel.Weights, "read").Should().BeInRange(0.95 * 4, 1.1 * 4);
    }

    /// <summary>Bytes a weight by which the resident memory of a new process rises at most while it loads the model.</summary>
    private static double Cost(Func<string> write, ScalarType dtype) => Cost(write, dtype, LargeModel.Weights);

    private static double Cost(Func<string> write, ScalarType dtype, long weights, string how = "mapped")
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads the peak from /proc");
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, write(), dtype.ToString(), how]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0);
        return (double)long.Parse(output, CultureInfo.InvariantCulture) / weights;
    }
}
