using System.Text;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

/// <summary>What only large files show. They measure the whole process, so nothing runs beside them.</summary>
[Collection(nameof(LargeFileTests))]
[CollectionDefinition(nameof(LargeFileTests), DisableParallelization = true)]
[Trait("Category", "Long")]
public sealed class LargeFileTests
{
    private const long MiB = 1 << 20;

    [SkippableFact]
    public void Read_StoredDtype_CostsNoMemoryUntilTouched()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads the peak from /proc");
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = Sparse(folder, 256 * MiB);

        using var checkpoint = Checkpoint.Open(path);
        var before = PeakMemory.Reset();
        checkpoint.Read("large").bytes.Length.Should().Be((int)(256 * MiB));

        (PeakMemory.Read() - before).Should().BeLessThan(16 * MiB);
    }

    [SkippableFact]
    public void Read_BeyondFourGigabytes_FindsTheTensor()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs a file system with sparse files");
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var checkpoint = Checkpoint.Open(Sparse(folder, 5L << 30));

        checkpoint.Read("last").IsSame(tensor(new[] { 1.5f, -2.5f })).Should().BeTrue();
        checkpoint.Read("last", ScalarType.Float64).IsSame(tensor(new[] { 1.5, -2.5 })).Should().BeTrue();
        checkpoint.Read("large").shape.Should().Equal(5L << 30);
    }

    [SkippableFact]
    public void Read_FileLargerThanMemory_FindsTheTensor()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs a file system with sparse files");
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var checkpoint = Checkpoint.Open(Sparse(folder, 4 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

        checkpoint.Read("last").IsSame(tensor(new[] { 1.5f, -2.5f })).Should().BeTrue();
    }

    /// <summary>A file of zeros, which take no room on disk, and two numbers at its end.</summary>
    private static string Sparse(TemporaryFolder folder, long zeros)
    {
        var header = $$$"""{"large":{"dtype":"U8","shape":[{{{zeros}}}],"data_offsets":[0,{{{zeros}}}]},"last":{"dtype":"F32","shape":[2],"data_offsets":[{{{zeros}}},{{{zeros + 8}}}]}}""";
        var text = Encoding.UTF8.GetBytes(header.PadRight((header.Length + 7) / 8 * 8));
        var path = folder.Write("model.safetensors", [.. BitConverter.GetBytes((long)text.Length), .. text]);
        using var file = File.OpenWrite(path);
        file.Position = 8 + text.Length + zeros;
        file.Write([.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2.5f)]);
        return path;
    }
}
