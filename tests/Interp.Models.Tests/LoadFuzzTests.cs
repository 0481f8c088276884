using System.Diagnostics;
using Interp.Models.Checkpoints;
using Interp.Models.Tests.Checkpoints;
using Interp.Models.Tests.Checkpoints.PyTorch;
using Interp.Models.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

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
        { "gpt2", "pytorch_model.bin" },
        { "llama-Q8_0", "llama-Q8_0.gguf" },
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
        using var folder = Folder(model, file);
        var seed = File.ReadAllBytes(folder.File(file));
        var tables = seed[..LengthOfTables(folder.File(file), seed)];
        var (source, options) = file.EndsWith(".gguf", StringComparison.Ordinal)
            ? (folder.File(file), new PretrainedOptions { WithTokenizer = false }) // the token tables of these files are made up
            : (folder.Path, PretrainedOptions.Default);
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            Write(folder.File(file), Mutation.Of(tables, i), seed.AsSpan(tables.Length));
            var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();

            refused += Loads(source, options, i) ? 0 : 1;

            (GC.GetAllocatedBytesForCurrentThread() - allocated).Should().BeLessThan(MaxAllocated, "mutation {0} is small", i);
            DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(live, "mutation {0} leaks nothing", i);
            if (clock.Elapsed > MaxTime)
                TimeOfLoading(source, options, i).Should().BeLessThan(MaxTime, "mutation {0} is small", i);
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
    private static TimeSpan TimeOfLoading(string source, PretrainedOptions options, int mutation)
    {
        var clock = Stopwatch.StartNew();
        Loads(source, options, mutation);
        return clock.Elapsed;
    }

    // FileNotFoundException is for a shard whose name was damaged.
    private static bool Loads(string source, PretrainedOptions options, int mutation)
    {
        try
        {
            Pretrained.Load(source, options).Dispose();
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            e.Message.Length.Should().BeLessThan(MaxMessage, "of mutation {0}", mutation);
            e.Message.Any(char.IsControl).Should().BeFalse("of mutation {0}: {1}", mutation, e.Message);
            return false;
        }
    }

    /// <summary>What stands before the weights, or the whole of a file without any.</summary>
    private static int LengthOfTables(string path, byte[] seed)
    {
        switch (Path.GetExtension(path))
        {
            case ".bin":
                return seed.AsSpan().IndexOf("archive/data/0"u8);
            case ".safetensors" or ".gguf":
                using (var checkpoint = Checkpoint.Open(path))
                    return seed.Length - (int)checkpoint.Entries.Values.Sum(entry => entry.Bytes);
            default:
                return seed.Length;
        }
    }

    private static ReferenceFolder Folder(string model, string file)
    {
        if (file.EndsWith(".gguf", StringComparison.Ordinal))
            return ReferenceFolder.Of(Reference.Folder("gguf"));
        var folder = Directory.Exists(Reference.Copy(model)) ? new ReferenceFolder(model) : ReferenceFolder.Of(Reference.File("more-models", model));
        folder.Write("tokenizer.json", (model == "llama" ? Tokenizers.TinyTokenizer.SentencePiece() : Tokenizers.TinyTokenizer.ByteLevel()).ToJsonString());
        folder.Write("tokenizer_config.json", """{"tokenizer_class": "LlamaTokenizer", "add_bos_token": true, "bos_token": "<end>", "added_tokens_decoder": {}}""");
        if (file.EndsWith(".bin", StringComparison.Ordinal))
            MakePickle(folder);
        return folder;
    }

    private static void MakePickle(ReferenceFolder folder)
    {
        using var scope = NewDisposeScope();
        var pickle = new PickleBuilder().Op('}');
        var storages = new List<(string, byte[])>();
        using (var checkpoint = Checkpoint.Open(folder.Path))
        {
            foreach (var (name, entry) in checkpoint.Entries.Where(pair => pair.Value.Type == StoredType.Float32))
            {
                long[] strides = [.. entry.Shape.Select((_, axis) => entry.Shape.Skip(axis + 1).Aggregate(1L, (a, b) => a * b))];
                pickle.Text(name).Tensor("FloatStorage", $"{storages.Count}", entry.Count, 0, [.. entry.Shape], strides).Op('s');
                storages.Add(($"{storages.Count}", checkpoint.Read(name).bytes.ToArray()));
            }
        }

        File.Delete(folder.File("model.safetensors"));
        File.WriteAllBytes(folder.File("pytorch_model.bin"), ArchiveBuilder.Build(pickle.Stop(), [.. storages]));
    }
}
