using Interp.Models.Checkpoints;
using Interp.Models.Tests.Tokenizers;

namespace Interp.Models.Tests;

/// <summary>States in which a cache or a download leaves a folder: it is read, or what is missing is named.</summary>
public sealed class FolderStateTests
{
    private const string DanglingTarget = "../../blobs/0123";

    [Fact]
    public void Load_InterruptedIndexBesideAWholePickle_ReadsThePickle()
    {
        using var folder = new ReferenceFolder("gptj");
        folder.Write("model.safetensors.index.json", """{"weight_map": {"a": "model-00001-of-00002.safetensors"}}""");

        using var model = Pretrained.Load(folder.Path);

        model.Info.Architecture.Should().Be("GPT-J");
        Pretrained.Inspect(folder.Path).Files.Should().Contain(folder.File("pytorch_model.bin"));
    }

    [Theory]
    [InlineData("{\"weight_map\": ")]
    [InlineData("")]
    public void Load_HalfAnIndexBesideAWholePickle_ReadsThePickle(string index)
    {
        using var folder = new ReferenceFolder("gptj");
        folder.Write("model.safetensors.index.json", index);

        Pretrained.Load(folder.Path).Dispose();
    }

    [SkippableFact]
    public void Load_DanglingLinkBesideAWholePickle_ReadsThePickle()
    {
        using var folder = new ReferenceFolder("gptj");
        Link(folder.File("model.safetensors"));

        Pretrained.Load(folder.Path).Dispose();
        WeightSets.Missing(folder.Path).Should().BeNull();
    }

    [SkippableFact]
    public void Load_OnlyADanglingLink_SaysSo()
    {
        using var folder = new ReferenceFolder("gpt2");
        File.Delete(folder.File("model.safetensors"));
        Link(folder.File("model.safetensors"));

        var load = () => Pretrained.Load(folder.Path);

        load.Should().Throw<FileNotFoundException>().WithMessage("*model.safetensors is a link that leads nowhere*");
        WeightSets.Missing(folder.Path).Should().Be("model.safetensors, whose link leads nowhere");
    }

    [SkippableFact]
    public void Load_ShardThatIsADanglingLink_NamesIt()
    {
        using var folder = new ReferenceFolder("neox");
        File.Delete(folder.File("model-00002-of-00003.safetensors"));
        Link(folder.File("model-00002-of-00003.safetensors"));

        var load = () => Pretrained.Load(folder.Path);

        load.Should().Throw<FileNotFoundException>().WithMessage("*'model-00002-of-00003.safetensors' is missing, a link that leads nowhere*");
        WeightSets.Missing(folder.Path).Should().Be("model-00002-of-00003.safetensors, a shard of model.safetensors.index.json");
    }

    [Theory]
    [InlineData("tokenizer.model")]
    [InlineData("tokenizer_config.json")]
    [InlineData("special_tokens_map.json")]
    public void Load_OnlyTracesOfATokenizer_AreNotPassedOver(string trace)
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Write(trace, "{}");

        var load = () => Pretrained.Load(folder.Path);

        load.Should().Throw<FileNotFoundException>().WithMessage($"*tokenizer.json is missing, though {trace} says*WithTokenizer = false*");
        Pretrained.Load(folder.Path, new PretrainedOptions { WithTokenizer = false }).Dispose();
    }

    [Fact]
    public void Load_NoTraceOfATokenizer_HasNone()
    {
        using var folder = new ReferenceFolder("gpt2");

        using var model = Pretrained.Load(folder.Path);

        model.HasTokenizer.Should().BeFalse();
    }

    [Fact]
    public void Load_PairBesideAnotherArchitecture_IsRefused()
    {
        using var folder = new ReferenceFolder("llama");
        Pair(folder);

        var load = () => Pretrained.Load(folder.Path);

        load.Should().Throw<InvalidDataException>().WithMessage("*there is no tokenizer.json*model_type is 'llama'*");
    }

    [Fact]
    public void Load_PairOfAnotherTokenizerClass_IsRefused()
    {
        using var folder = new ReferenceFolder("gpt2");
        Pair(folder);
        folder.Write("tokenizer_config.json", """{"tokenizer_class": "Qwen2Tokenizer"}""");

        var load = () => Pretrained.Load(folder.Path);

        load.Should().Throw<InvalidDataException>().WithMessage("*there is no tokenizer.json*tokenizer_class is 'Qwen2Tokenizer'*");
    }

    [Fact]
    public void Load_PairTrainedOnSingleDigits_IsRefused()
    {
        using var folder = new ReferenceFolder("gpt2");
        using (var file = System.Text.Json.JsonDocument.Parse(TokenizerReference.ReadText("smollm.tokenizer.json")))
        {
            var bpe = file.RootElement.GetProperty("model");
            folder.Write("vocab.json", bpe.GetProperty("vocab").GetRawText());
            folder.Write("merges.txt", string.Join('\n', bpe.GetProperty("merges").EnumerateArray().Select(pair => $"{pair[0].GetString()} {pair[1].GetString()}")));
        }

        var load = () => Pretrained.Load(folder.Path);

        load.Should().Throw<InvalidDataException>().WithMessage("*vocab.json*");
    }

    [Fact]
    public void Load_AddedTokenBeyondTheEmbedding_IsLeftOut()
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Write("tokenizer.json", Tokenizers.TinyTokenizer.ByteLevel().ToJsonString());
        Resize(folder, 261);

        using var model = Pretrained.Load(folder.Path);

        model.Tokenizer.VocabularySize.Should().Be(261);
        var encode = () => model.Tokenizer.Encode("hello<end>");
        encode.Should().Throw<ArgumentException>().WithMessage("*'<end>', token 261*no row*");
    }

    [Theory]
    [InlineData(true, "*this is a folder of LoRA adapters*merge_and_unload*")]
    [InlineData(false, "*adapter_config.json stands beside the model*merge_and_unload*")]
    public void Load_LoraAdapters_SaysWhatTheyAre(bool alone, string message)
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Write("adapter_config.json", "{}");
        if (alone)
            File.Delete(folder.File("config.json"));

        var load = () => Pretrained.Load(folder.Path);

        load.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    private static void Resize(ReferenceFolder folder, int rows)
    {
        folder.Configure(config => config["vocab_size"] = rows);
        folder.Change(tensors =>
        {
            var name = tensors.Keys.Single(key => key.EndsWith("wte.weight", StringComparison.Ordinal));
            tensors[name] = TorchSharp.torch.ones(rows, tensors[name].shape[1]);
        });
    }

    private static void Pair(ReferenceFolder folder)
    {
        TokenizerReference.Extract("gpt2_vocab.json", folder.File("vocab.json"));
        TokenizerReference.Extract("gpt2_merges.txt", folder.File("merges.txt"));
    }

    private static void Link(string path)
    {
        try
        {
            File.CreateSymbolicLink(path, DanglingTarget);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            Skip.If(true, "This system makes no symbolic links.");
        }
    }
}
