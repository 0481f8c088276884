using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Interp.Core.Batches;
using Interp.Core.Transformer;
using Interp.Models.Architectures;
using Interp.Models.Architectures.GptJ;
using Interp.Models.Configs;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Configs;

public sealed class ConfigKeyTests
{
    [Fact]
    public void Load_WithoutModelType_TheClassSaysWhatItIs()
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Configure(config =>
        {
            config.Remove("model_type");
            config["architectures"] = new JsonArray("GPT2LMHeadModel");
        });

        using var model = Pretrained.Load(folder.Path);

        SameLogits(model, Reference.Copy("gpt2"));
    }

    [Theory]
    [InlineData("[]", "*model_type is missing, and so is architectures*")]
    [InlineData("[\"BertModel\"]", "*architectures names 'BertModel', expected one of 'GPT2LMHeadModel', 'GPTJForCausalLM'*")]
    public void Load_WithoutModelTypeAndAKnownClass_SaysWhatIsThere(string classes, string message)
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Configure(config =>
        {
            config.Remove("model_type");
            config["architectures"] = JsonNode.Parse(classes);
        });

        var load = () => Pretrained.Load(folder.Path);

        load.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Load_KeysNamedToBeIgnored_AreReadAsAbsent()
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Configure(config =>
        {
            config["quantization_config"] = new JsonObject { ["bits"] = 4 };
            config["made_up"] = 1;
            config["tie_word_embeddings"] = "of course"; // absent, GPT-2's own counts: true
        });
        ImmutableArray<string> ignored = ["quantization_config", "made_up", "tie_word_embeddings"];

        using var model = Pretrained.Load(folder.Path, new PretrainedOptions { IgnoredKeys = ignored });

        SameLogits(model, Reference.Copy("gpt2"));
    }

    [Fact]
    public void Load_KeyOfANestedObjectNamedToBeIgnored_IsReadAsAbsent()
    {
        using var folder = new ReferenceFolder("llama-gqa");
        folder.Configure(config => config["rope_parameters"]!["beta_fast"] = 3);

        using var model = Pretrained.Load(folder.Path, new PretrainedOptions { IgnoredKeys = ["rope_parameters.beta_fast"] });

        SameLogits(model, Reference.Copy("llama-gqa"));
    }

    [Fact]
    public void Load_IgnoredKeysNeverSet_IsRefused()
    {
        var load = () => Pretrained.Load("tiny-gpt2", new PretrainedOptions { IgnoredKeys = default });

        load.Should().Throw<ArgumentException>().WithMessage("*IgnoredKeys*");
    }

    [Theory]
    [InlineData("made_up", "null")]
    [InlineData("pruned_heads", "{}")]
    [InlineData("is_encoder_decoder", "false")]
    [InlineData("hidden_size", "48.0")]
    [InlineData("id2label", """{"0": "LABEL_0"}""")]
    [InlineData("exponential_decay_length_penalty", "[1, 2]")]
    public void Load_KeyThatChangesNothing_IsRead(string key, string value)
    {
        using var folder = new ReferenceFolder("gpt2");
        folder.Configure(config => config[key] = JsonNode.Parse(value));

        using var model = Pretrained.Load(folder.Path);

        SameLogits(model, Reference.Copy("gpt2"));
    }

    [Fact]
    public void Read_GptJWithoutRotaryDim_TakesTheArchitecturesOwn()
    {
        var json = ConfigReader.FromElement(
            System.Text.Json.JsonDocument.Parse("""{"n_embd": 1024, "n_head": 8, "n_layer": 1, "vocab_size": 100, "n_positions": 64}""").RootElement.Clone(), "config.json");

        var config = GptJConfig.Read(json);

        config.Rope.Width.Should().Be(64);
        config.NormEpsilon.Should().Be(1e-5);
        config.Activation.Should().Be(Activation.GeluTanh);
    }

    [Fact]
    public void Common_AndOfTheArchitectures_HoldNoKeyThatAnArchitectureReads()
    {
        string[] read = ["n_inner", "head_dim", "rope_theta", "rope_scaling", "tie_word_embeddings", "hidden_act", "sliding_window", "attention_bias", "layer_types"];
        IgnoredKeys.Common.Keys.Should().NotContain(read);
        IgnoredKeys.Gpt.Keys.Should().NotContain(read);
        ArchitectureRegistry.Default.All.SelectMany(architecture => architecture.Classes).Should().OnlyHaveUniqueItems();
    }

    private static void SameLogits(HookedTransformer model, string folder)
    {
        using var scope = NewDisposeScope();
        using var other = Pretrained.Load(folder);
        Reference.Difference(model.Logits(Batch.Of([1, 2, 3])), other.Logits(Batch.Of([1, 2, 3]))).Should().Be(0);
    }
}
