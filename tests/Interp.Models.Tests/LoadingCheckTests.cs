using System.Text.Json.Nodes;
using Interp.Models.Tests.Checkpoints.Gguf;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests;

/// <summary>What does not fit is refused by name, and leaves no tensor behind.</summary>
public sealed class LoadingCheckTests
{
    [Fact]
    public void Load_ShardMissing_NamesShardAndIndex()
    {
        using var folder = new ReferenceFolder("neox");
        File.Delete(folder.File("model-00002-of-00003.safetensors"));

        Refused<FileNotFoundException>(folder.Path, "model.safetensors.index.json", "model-00002-of-00003.safetensors", "download");
    }

    [Fact]
    public void Load_NoConfig_SaysWhatAFolderHolds()
    {
        using var folder = new ReferenceFolder("gpt2");
        File.Delete(folder.File("config.json"));

        Refused<FileNotFoundException>(folder.Path, "config.json", "beside its weights");
    }

    [Fact]
    public void Load_NoWeights_NamesTheFilesLookedFor()
    {
        using var folder = new ReferenceFolder("gpt2");
        File.Delete(folder.File("model.safetensors"));

        Refused<InvalidDataException>(folder.Path, folder.Path, "model.safetensors", "pytorch_model.bin");
    }

    [Fact]
    public void Load_TensorTooFew_NamesItAndNamesLikeIt()
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Change(tensors => tensors.Remove("h.2.mlp.c_proj.bias"));

        Refused<InvalidDataException>(folder.Path, "model.safetensors", "'h.2.mlp.c_proj.bias'", "names like it: 'h.0.mlp.c_proj.bias'");
    }

    [Fact]
    public void Load_TensorTooMany_NamesIt()
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Change(tensors => tensors.Add("h.0.adapter.weight", zeros(3)));

        Refused<InvalidDataException>(folder.Path, "model.safetensors", "h.0.adapter.weight", "1 tensor", "do not belong together");
    }

    [Fact]
    public void Load_TensorOfAnotherShape_NamesBothShapes()
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Change(tensors => tensors["h.1.ln_2.weight"] = ones(47));

        Refused<InvalidDataException>(folder.Path, "model.safetensors", "'h.1.ln_2.weight'", "[47]", "[48]");
    }

    [Fact]
    public void Load_WeightsThatAreIntegers_AreNotConverted()
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Change(tensors => tensors["h.1.ln_2.weight"] = ones(48, int64));

        Refused<InvalidDataException>(folder.Path, "'h.1.ln_2.weight'", "Int64", "Float32");
    }

    public static TheoryData<string, string, string, string[]> WrongConfigs => new()
    {
        { "llama-gqa", "rope_parameters", """{"rope_type": "yarn", "rope_theta": 10000, "factor": 2}""", ["rope_type", "'yarn'", "'llama3'"] },
        { "llama-gqa", "rope_parameters", """{"rope_type": "llama3", "rope_theta": 10000, "factor": 2, "low_freq_factor": 1}""", ["high_freq_factor", "missing"] },
        { "llama-gqa", "rope_parameters", """{"rope_type": "linear", "factor": 2, "beta_fast": 3}""", ["'beta_fast'"] },
        { "llama", "rope_scaling", """{"type": "dynamic", "factor": 2}""", ["type is 'dynamic'", "'linear'"] },
        { "gpt2", "model_type", "\"mamba\"", ["model_type", "'mamba'", "'gpt2', 'gptj', 'gpt_neox', 'phi', 'llama'"] },
        { "gpt2", "sliding_window", "128", ["'sliding_window'", "name it in PretrainedOptions.IgnoredKeys"] },
        { "gpt2", "pruned_heads", """{"0": [1]}""", ["pruned_heads is", "cut out of the weights"] },
        { "gpt2", "is_encoder_decoder", "true", ["is_encoder_decoder is true", "an encoder beside"] },
        { "gpt2", "auto_map", """{"AutoModel": "x.Y"}""", ["auto_map is", "code of its own"] },
        { "gpt2", "quantization_config", """{"quant_method": "gptq", "bits": 4}""", ["the weights are quantised (gptq, 4 bits)", "dequantize()"] },
        { "gpt2", "peft_type", "\"LORA\"", ["LoRA adapters", "merge_and_unload"] },
        { "gpt2", "tie_word_embeddings", "null", ["tie_word_embeddings is null", "own, true"] },
        { "gpt2", "hidden_size", "49", ["n_embd is 48, but hidden_size, another spelling of it, is 49"] },
        { "gpt2", "architectures", """["LlamaForCausalLM"]""", ["model_type is 'gpt2'", "'LlamaForCausalLM'", "another architecture"] },
        { "gpt2", "n_embd", "2000000000", ["2000000000 dimensions of the residual stream", "no model has"] },
        { "llama", "head_dim", "2000000000", ["2000000000 dimensions of a head", "no model has"] },
        { "neox", "rope_theta", "9999", ["rotary_emb_base", "rope_theta", "9999", "make the two agree"] },
        { "gpt2", "add_cross_attention", "true", ["add_cross_attention is true", "is not implemented"] },
        { "gpt2", "n_layer", "\"four\"", ["n_layer", "four", "a positive whole number"] },
        { "gpt2", "n_layer", "0", ["n_layer is 0", "a positive whole number"] },
        { "gpt2", "n_head", "5", ["n_head", "n_embd"] },
        { "gpt2", "n_layer", "4", ["'h.3."] },
        { "gpt2", "n_layer", "2", ["h.2."] },
        { "gpt2", "activation_function", "\"mish\"", ["activation_function", "'mish'", "'gelu_new'"] },
        { "gptj", "rotary", "false", ["rotary is false"] },
        { "gptj", "rotary_dim", "40", ["rotary_dim", "40", "12"] },
        { "gptj", "rotary_dim", "null", ["rotary_dim is null", "own, 64"] },
        { "gptj", "n_head", "5", ["n_head", "n_embd"] },
        { "neox", "num_attention_heads", "5", ["num_attention_heads", "hidden_size"] },
        { "neox", "layer_norm_eps", "null", ["layer_norm_eps is null"] },
        { "llama-gqa", "num_key_value_heads", "4", ["num_key_value_heads", "num_attention_heads"] },
        { "llama", "num_attention_heads", "7", ["num_attention_heads", "hidden_size"] },
    };

    [Theory]
    [MemberData(nameof(WrongConfigs))]
    public void Load_ConfigSaysWhatCannotBe_NamesKeyFoundAndExpected(string model, string key, string value, string[] parts)
    {
        using var folder = new ReferenceFolder(model);
        folder.Configure(config => config[key] = JsonNode.Parse(value));

        Refused<InvalidDataException>(folder.Path, parts);
    }

    [Theory]
    [InlineData("{\"model_type\": \"gpt2\"", "not valid JSON")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("", "not valid JSON")]
    [InlineData("{\"n_layer\": 4, \"n_layer\": 5}", "'n_layer' stands there twice")]
    public void Load_BrokenConfig_NamesTheFile(string text, string message)
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Write("config.json", text);

        Refused<InvalidDataException>(folder.Path, folder.File("config.json"), message);
    }

    [Fact]
    public void Load_LegacyPickle_SaysHowToConvert()
    {
        using var folder = new ReferenceFolder("gptj");
        File.WriteAllBytes(folder.File("pytorch_model.bin"), [0x80, 0x02, 0x8A, 0x0A, .. new byte[64]]);

        Refused<InvalidDataException>(folder.Path, "pytorch_model.bin", "bare pickle", "save it again");
    }

    [Fact]
    public void Load_TokenizerLargerThanTheModel_NamesFilesAndNumbers()
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Write("tokenizer.json", Tokenizers.TinyTokenizer.ByteLevel().ToJsonString());
        folder.Configure(config => config["vocab_size"] = 200);

        Refused<InvalidDataException>(folder.Path, "262 tokens", folder.File("config.json"), "200 rows", "WithTokenizer = false");
    }

    [Fact]
    public void Load_GgufOfUnknownArchitecture_NamesIt() =>
        RefusedGguf(new GgufBuilder().Text("general.architecture", "mamba"), "general.architecture", "'mamba'", "'llama'");

    [Fact]
    public void Load_GgufOfUnknownBlockType_NamesTensorAndType() =>
        RefusedGguf(TinyLlama().Tensor("token_embd.weight", 99, [32, 4], new byte[64]), "'token_embd.weight'", "99");

    [Fact]
    public void Load_GgufOfUnknownRopeScaling_NamesIt() =>
        RefusedGguf(TinyLlama().Text("llama.rope.scaling.type", "yarn").Tensor("token_embd.weight", 0, [32, 4], new byte[512]), "llama.rope.scaling.type", "'yarn'", "'linear'");

    [Fact]
    public void Load_GgufRopeDivisorsOfAnotherHead_NamesBothShapes() =>
        RefusedGguf(
            TinyLlama().Tensor("token_embd.weight", 0, [32, 4], new byte[512]).Tensor("rope_freqs.weight", 0, [3], new byte[12]),
            "'rope_freqs.weight'", "[3]", "[4]");

    [Fact]
    public void Load_GgufRotaryWiderThanTheHead_NamesBoth() =>
        RefusedGguf(TinyLlama().Number("llama.rope.dimension_count", 16).Tensor("token_embd.weight", 0, [32, 4], new byte[512]), "llama.rope.dimension_count is 16", "which is 8");

    [Fact]
    public void Load_GgufKeyNobodyKnows_NamesIt() =>
        RefusedGguf(TinyLlama().Number("llama.expert_count", 8).Tensor("token_embd.weight", 0, [32, 4], new byte[512]), "llama.expert_count", "will not guess");

    [Fact]
    public void Load_GgufWithoutATensor_NamesItAsTheFileWould()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.gguf", TinyLlama().Tensor("token_embd.weight", 0, [32, 4], new byte[512]).Build());

        Refused<InvalidDataException>(path, new PretrainedOptions { WithTokenizer = false }, path, "'blk.0.attn_norm.weight'");
    }

    [Fact]
    public void Load_GgufWithoutTokenizer_NamesTheKey() =>
        RefusedGguf(TinyLlama().Tensor("token_embd.weight", 0, [32, 4], new byte[512]), "tokenizer.ggml.tokens");

    private static GgufBuilder TinyLlama() => new GgufBuilder()
        .Text("general.architecture", "llama")
        .Number("llama.block_count", 1)
        .Number("llama.embedding_length", 32)
        .Number("llama.feed_forward_length", 8)
        .Number("llama.attention.head_count", 4)
        .Number("llama.context_length", 16)
        .Pair("llama.attention.layer_norm_rms_epsilon", 6, writer => writer.Write(1e-5f));

    private static void RefusedGguf(GgufBuilder builder, params string[] parts)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.gguf", builder.Build());
        Refused<InvalidDataException>(path, [path, .. parts]);
    }

    private static void Refused<T>(string source, params string[] parts)
        where T : Exception =>
        Refused<T>(source, PretrainedOptions.Default, parts);

    private static void Refused<T>(string source, PretrainedOptions options, params string[] parts)
        where T : Exception
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var load = () => Pretrained.Load(source, options);

        var message = load.Should().Throw<T>().Which.Message;
        foreach (var part in parts)
            message.Should().Contain(part);
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(before);
    }
}
