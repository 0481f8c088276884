using Interp.Models.Checkpoints;
using Interp.Models.Tests.Checkpoints.Gguf;
using Interp.Models.Tests.Checkpoints.PyTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

/// <summary>Damaged files are refused or read; they never crash, hang or take memory out of proportion.</summary>
[Trait("Category", "Long")]
public sealed class FuzzTests
{
    private const int Files = 10_000;

    // Of any damaged file of at most a few KB, tables and messages included.
    private const long MaxAllocated = 16 << 20;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    [Fact]
    public void Open_DamagedSafetensors_IsRefusedOrRead()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.File("seed.safetensors");
        SafetensorsWriter.Write(
            path,
            new Dictionary<string, Tensor> { ["a"] = arange(6, ScalarType.Float32).view(2, 3), ["b"] = arange(4, ScalarType.Int64), ["c"] = zeros(0, 2).to(ScalarType.Float16) },
            new Dictionary<string, string> { ["format"] = "pt" });

        Survive(File.ReadAllBytes(path), "x.safetensors").Should().BeInRange(100, Files - 100);
    }

    [Fact]
    public void Open_DamagedGguf_IsRefusedOrRead()
    {
        var seed = new GgufBuilder()
            .Text("general.architecture", "llama")
            .Number("llama.block_count", 2)
            .Text("tokenizer.ggml.model", "gpt2")
            .Texts("tokenizer.ggml.tokens", "a", "b")
            .Nested("nested", 3)
            .Tensor("q", 8, [32, 2], new byte[68])
            .Tensor("f", 0, [3], new byte[12])
            .Build();

        Survive(seed, "x.gguf").Should().BeInRange(100, Files - 100);
    }

    [Fact]
    public void Open_DamagedArchive_IsRefusedOrRead()
    {
        var pickle = new PickleBuilder().Op('}')
            .Text("a").Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1]).Op('s')
            .Text("b").Tensor("HalfStorage", "1", 6, 0, [2, 3], [1, 2]).Op('s');
        var seed = ArchiveBuilder.Build(pickle.Stop(), ("0", ArchiveBuilder.Floats(12)), ("1", new byte[12]));

        Survive(seed, "x.bin").Should().BeInRange(100, Files - 100);
    }

    [Fact]
    public void Open_DamagedIndex_IsRefusedOrRead()
    {
        var seed = """{"metadata":{"total_size":8},"weight_map":{"a":"x.safetensors","b":"x.safetensors"}}"""u8.ToArray();

        Survive(seed, "x.safetensors.index.json").Should().Be(0, "the shard is missing");
    }

    /// <summary>How many of the damaged files could still be read.</summary>
    private static int Survive(byte[] seed, string name)
    {
        using var folder = new TemporaryFolder();
        var read = 0;
        for (var i = 0; i < Files; i++)
        {
            var path = folder.Write(name, Mutation.Of(seed, i));
            var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Environment.TickCount64;

            read += TryRead(path) ? 1 : 0;

            (GC.GetAllocatedBytesForCurrentThread() - allocated).Should().BeLessThan(MaxAllocated, "mutation {0} is small", i);
            TimeSpan.FromMilliseconds(Environment.TickCount64 - start).Should().BeLessThan(MaxTime, "mutation {0} is small", i);
            DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(live, "mutation {0} leaks nothing", i);
            File.Delete(path);
        }

        return read;
    }

    // Any other exception fails the test; the one for missing files is for shards.
    private static bool TryRead(string path)
    {
        try
        {
            using var scope = NewDisposeScope();
            using var checkpoint = Checkpoint.Open(path);
            foreach (var (name, entry) in checkpoint.Entries)
                checkpoint.Read(name).numel().Should().Be(entry.Count);
            if (checkpoint is GgufFile gguf)
                gguf.ReadTokenizer();
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            e.Message.Should().Contain(path);
            return false;
        }
    }
}
