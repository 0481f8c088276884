using System.Diagnostics;
using Interp.Models.Tests.Checkpoints;
using Interp.Models.Tests.Parity;
using TorchSharp;

namespace Interp.Models.Tests;

/// <summary>
/// Folders of which one small file is damaged, through the whole of <see cref="Pretrained.Load"/>: a model or a refusal, never
/// another exception, a leak, much memory or much time; and no message carries the file's own control characters.
/// </summary>
public sealed class LoadFuzzTests
{
    private const int Files = 40;
    private const int ManyFiles = 14_300;
    private const long MaxAllocated = 64L << 20;
    private const int MaxMessage = 5_000;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    public static TheoryData<string, string> Seeds => new()
    {
        { "gpt2", "config.json" },
        { "gptj", "config.json" },
        { "neox", "model.safetensors.index.json" },
        { "llama-gqa", "config.json" },
        { "gemma3", "config.json" },
        { "smollm3", "config.json" },
        { "phi", "config.json" },
        { "gpt2", "tokenizer.json" },
        { "llama", "tokenizer_config.json" },
        { "gpt2", "model.safetensors" },
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Load_DamagedFile_IsRefusedOrLoads(string model, string file) => Survive(model, file, Files);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Seeds))]
    public void Load_ManyDamagedFiles_AreRefusedOrLoad(string model, string file) => Survive(model, file, ManyFiles);

    private static void Survive(string model, string file, int count)
    {
        using var folder = Folder(model);
        var seed = File.ReadAllBytes(folder.File(file));
        var tables = file.EndsWith(".safetensors", StringComparison.Ordinal) ? seed[..Math.Min(seed.Length, 4_000)] : seed;
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            Write(folder.File(file), Mutation.Of(tables, i), seed.AsSpan(tables.Length));
            var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();

            refused += Loads(folder.Path, i) ? 0 : 1;

            (GC.GetAllocatedBytesForCurrentThread() - allocated).Should().BeLessThan(MaxAllocated, "mutation {0} is small", i);
            DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(live, "mutation {0} leaks nothing", i);
            if (clock.Elapsed > MaxTime)
                TimeOfLoading(folder.Path, i).Should().BeLessThan(MaxTime, "mutation {0} is small", i);
        }

        refused.Should().BeGreaterThan(count / 10, "most damage shows");
    }

    /// <summary>A new file each time: to one that is emptied and written anew, file systems give its blocks on the disk at once.</summary>
    private static void Write(string path, ReadOnlySpan<byte> tables, ReadOnlySpan<byte> rest)
    {
        File.Delete(path);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(tables);
        file.Write(rest);
    }

    // Once more, for a busy machine may have stalled the first.
    private static TimeSpan TimeOfLoading(string folder, int mutation)
    {
        var clock = Stopwatch.StartNew();
        Loads(folder, mutation);
        return clock.Elapsed;
    }

    // FileNotFoundException is for a shard whose name was damaged.
    private static bool Loads(string folder, int mutation)
    {
        try
        {
            Pretrained.Load(folder).Dispose();
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            e.Message.Length.Should().BeLessThan(MaxMessage, "of mutation {0}", mutation);
            e.Message.Any(char.IsControl).Should().BeFalse("of mutation {0}: {1}", mutation, e.Message);
            return false;
        }
    }

    private static ReferenceFolder Folder(string model)
    {
        var folder = Directory.Exists(Reference.Copy(model)) ? new ReferenceFolder(model) : ReferenceFolder.Of(Reference.File("more-models", model));
        if (model == "llama")
            folder.Write("tokenizer.json", Tokenizers.TinyTokenizer.SentencePiece().ToJsonString());
        else
            folder.Write("tokenizer.json", Tokenizers.TinyTokenizer.ByteLevel().ToJsonString());
        folder.Write("tokenizer_config.json", """{"tokenizer_class": "LlamaTokenizer", "add_bos_token": true, "bos_token": "<end>", "added_tokens_decoder": {}}""");
        return folder;
    }
}
