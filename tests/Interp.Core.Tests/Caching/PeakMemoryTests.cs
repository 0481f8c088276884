using System.Runtime.InteropServices;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Caching;

/// <summary>What caching costs, by the peak of the process's resident memory. Runs alone, because the peak is the process's.</summary>
[Collection(nameof(PeakMemoryTests))]
[CollectionDefinition(nameof(PeakMemoryTests), DisableParallelization = true)]
[Trait("Category", "Long")]
public sealed class PeakMemoryTests
{
    [SkippableFact]
    public void Record_SomeSites_PeaksAtThePlainRunPlusWhatWasAskedFor()
    {
        Skip.IfNot(File.Exists("/proc/self/clear_refs"), "the peak of resident memory is read where Linux shows it");
        // With a fixed threshold the allocator gives every freed activation back at once, so that the peak is that of live tensors.
        SetAllocatorOption(MapThreshold, 128 * 1024).Should().Be(1);
        using var model = Wide();
        var batch = Batch.Of(Enumerable.Range(0, 16).Select(i => TinyBatch.Tokens(512, (ulong)i)));
        var request = CacheRequest.Of(HookSite.ResidPost, HookSite.AttnOut);

        Plain(model, batch);
        var plain = PeakOver(() => Plain(model, batch));
        var bytes = 0L;
        var cached = PeakOver(() =>
        {
            using var cache = ActivationCache.Record(model, batch, request);
            bytes = cache.Bytes;
        });
        bytes.Should().Be(2L * 4 * 16 * 512 * 256 * 4, "two sites, four blocks");
        ((double)cached).Should().BeLessThan(1.1 * (plain + bytes), $"the plain run peaks {plain >> 20} MiB above its start, {bytes >> 20} MiB are kept");
        plain.Should().BeGreaterThan(bytes / 2, "the measurement sees activations at all");
    }

    private const int MapThreshold = -3;

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAllocatorOption(int option, int value);

    private static void Plain(HookedTransformer model, Batch batch)
    {
        using var stop = model.Tap(HookPoint.ResidPost(3), Positions.Last, _ => { });
        model.Run(batch);
    }

    /// <summary>Most bytes resident above the start.</summary>
    private static long PeakOver(Action action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        File.WriteAllText("/proc/self/clear_refs", "5");
        var start = Status("VmRSS");
        action();
        return Status("VmHWM") - start;
    }

    private static long Status(string key) =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").Single(line => line.StartsWith($"{key}:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    /// <summary>Four blocks of width 256, wide enough that activations outweigh everything else.</summary>
    private static HookedTransformer Wide()
    {
        using var scope = NewDisposeScope();
        var generator = new Generator(1, CPU);
        Tensor Weight(long rows, long columns) => (randn([rows, columns], generator: generator) * 0.05).DetachFromDisposeScope();
        Norm Norm() => new RmsNorm(ones(256).DetachFromDisposeScope(), 1e-5);
        Linear Linear(long outputs, long inputs) => new(Weight(outputs, inputs), null);
        var info = new TransformerInfo { Architecture = "wide", Layers = 4, DModel = 256, Heads = 4, KvHeads = 4, DHead = 64, DMlp = 512, DVocab = TinyWiring.DVocab, ContextLength = 512 };
        var blocks = Enumerable.Range(0, 4).Select(_ => new TransformerBlock(
            Norm(), new Attention(new FusedQkv(Linear(768, 256), QkvLayout.QThenKThenV, 4, 64), null, Linear(256, 256), 0.125), Norm(),
            new PlainMlp(Linear(512, 256), Activation.Relu, Linear(256, 512)), Residual.Sequential)).ToArray();
        return new HookedTransformer(
            info, new Embedding(Weight(TinyWiring.DVocab, 256), Weight(512, 256)), blocks, Norm(), new Unembedding(Weight(TinyWiring.DVocab, 256), null), null);
    }
}
