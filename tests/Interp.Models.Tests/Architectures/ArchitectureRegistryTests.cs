using System.Text.Json.Nodes;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using Interp.Models.Architectures;
using Interp.Models.Configs;
using Interp.Models.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Architectures;

/// <summary>Architectures registered from outside load as the library's own do.</summary>
public sealed class ArchitectureRegistryTests : IDisposable
{
    private readonly ReferenceFolder _folder = new("llama");

    public ArchitectureRegistryTests() => _folder.Configure(config => config["model_type"] = "parallel_llama");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_OwnArchitectureWithTheUsualResidual_IsTheReference()
    {
        using var scope = NewDisposeScope();
        _folder.Configure(config => config["use_parallel_residual"] = false);
        using var expected = Reference.ExpectedIn(Reference.Copy("llama"));
        using var model = ParallelLlama.Load(_folder.Path);

        foreach (var prompt in Reference.Prompts(expected))
        {
            var logits = model.Logits(Batch.Of(Reference.Ids(expected, $"{prompt}.ids")))[0];
            Reference.Difference(logits, expected.Read($"{prompt}.logits")).Should().BeLessThan(Reference.Tolerance, prompt);
        }
    }

    [Fact]
    public void Load_OwnArchitecture_HasItsPartChanged()
    {
        using var scope = NewDisposeScope();
        using var own = ParallelLlama.Load(_folder.Path);
        using var usual = Pretrained.Load(Reference.Copy("llama"));
        var batch = Batch.Of([3, 1, 4, 1, 5]);

        own.Info.Should().Be(usual.Info with { Architecture = "parallel Llama" });
        usual.HookPoints.Select(point => point.Site).Except(own.HookPoints.Select(point => point.Site)).Should().Equal(HookSite.ResidMid);
        foreach (var point in new[] { HookPoint.ResidPre(0), HookPoint.AttnOut(0) })
            Reference.Difference(Activation(own, point, batch), Activation(usual, point, batch)).Should().Be(0, $"nothing before {point} differs");
        var sum = Activation(own, HookPoint.ResidPre(0), batch) + Activation(own, HookPoint.AttnOut(0), batch) + Activation(own, HookPoint.MlpOut(0), batch);
        Reference.Difference(Activation(own, HookPoint.ResidPost(0), batch), sum).Should().BeLessThan(Reference.Tolerance);
        Reference.Difference(own.Logits(batch), usual.Logits(batch)).Should().BeGreaterThan(0.1);
    }

    [Fact]
    public void Load_OwnArchitecture_HasTheFoldersTokenizer()
    {
        _folder.Write("tokenizer.json", Tokenizers.TinyTokenizer.ByteLevel().ToJsonString());
        _folder.Configure(config => config["vocab_size"] = 200);

        Refused<InvalidDataException>(() => ParallelLlama.Load(_folder.Path), "262 tokens", _folder.File("config.json"), "200 rows");
    }

    [Fact]
    public void Load_OwnArchitectureKeyNobodyKnows_NamesIt()
    {
        _folder.Configure(config => config["sliding_window"] = 128);

        Refused<InvalidDataException>(() => ParallelLlama.Load(_folder.Path), _folder.File("config.json"), "'sliding_window'");
    }

    [Fact]
    public void Load_OwnArchitectureTensorOfAnotherShape_NamesItsShapes()
    {
        _folder.Configure(config => config["intermediate_size"] = 7);

        Refused<InvalidDataException>(() => ParallelLlama.Load(_folder.Path), "'model.layers.0.mlp.gate_proj.weight'", "[7, ");
    }

    [Fact]
    public void Load_OwnArchitectureTensorsTooMany_NamesThem()
    {
        _folder.Configure(config => config["num_hidden_layers"] = 1);

        Refused<InvalidDataException>(() => ParallelLlama.Load(_folder.Path), "no place for", "model.layers.1.input_layernorm.weight");
    }

    [Fact]
    public void Load_ConfigUnfinished_SaysWhatIsMissing()
    {
        var finished = ParallelLlama.Architecture.OfConfig(ConfigReader.Open(_folder.File("config.json")));

        Refused<InvalidOperationException>(() => Load(_ => finished), "'parallel_llama'", "ConfigReader.Finish");
    }

    [Fact]
    public void Load_NestedObjectUnfinished_SaysWhatIsMissing()
    {
        _folder.Configure(config => config["window"] = new JsonObject { ["size"] = 3 });

        Refused<InvalidOperationException>(
            () => Load(json =>
            {
                json.FindObject("window")!.Int("size");
                return ParallelLlama.Architecture.OfConfig(json);
            }),
            "'parallel_llama'", "ConfigReader.Finish");
    }

    [Fact]
    public void Load_WeightsUnfinished_SaysWhatIsMissing() =>
        Refused<InvalidOperationException>(() => Load(json => ParallelLlama.Architecture.OfConfig(json) with { Build = (_, _) => TinyModel.Llama() }), "parallel Llama", "WeightReader.Finish");

    [Fact]
    public void Load_UnregisteredModelType_ListsThoseThatAreAndSaysHowToRegister()
    {
        _folder.Configure(config => config["model_type"] = "mamba");
        string[] listed = ["'mamba'", "'gpt2', 'gptj', 'gpt_neox', 'phi', 'llama', 'mistral', 'qwen2', 'qwen3', 'smollm3', 'olmo2', 'phi3', 'gemma2', 'gemma3_text'", "PretrainedOptions.Architectures = ArchitectureRegistry.Default.With(new Architecture(\"mamba\", …))", "docs/own-architecture.md"];

        Refused<InvalidDataException>(() => Pretrained.Load(_folder.Path), listed);
        Refused<InvalidDataException>(() => ParallelLlama.Load(_folder.Path), "'gpt2', 'gptj', 'gpt_neox', 'phi', 'llama', 'mistral', 'qwen2', 'qwen3', 'smollm3', 'olmo2', 'phi3', 'gemma2', 'gemma3_text', 'parallel_llama'");
    }

    [Fact]
    public void Load_AnArchitectureUnderAnotherName_IsThatArchitecture()
    {
        using var scope = NewDisposeScope();
        _folder.Configure(config => config["model_type"] = "my_llama");
        var llama = ArchitectureRegistry.Default.All.Single(architecture => architecture.ModelType == "llama");
        using var model = Pretrained.Load(_folder.Path, new PretrainedOptions { Architectures = ArchitectureRegistry.Default.With(new Architecture("my_llama", llama.OfConfig)) });
        using var usual = Pretrained.Load(Reference.Copy("llama"));

        Reference.Difference(model.Logits(Batch.Of([1, 2, 3])), usual.Logits(Batch.Of([1, 2, 3]))).Should().Be(0);
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("parallel_llama")]
    public void With_NameTaken_Throws(string modelType)
    {
        var registry = ArchitectureRegistry.Default.With(ParallelLlama.Architecture);
        var with = () => registry.With(new Architecture(modelType, ParallelLlama.Architecture.OfConfig));

        with.Should().Throw<ArgumentException>().WithMessage($"*'{modelType}' already*").WithParameterName("architecture");
    }

    [Fact]
    public void With_NewName_LeavesTheOldListAsItIs()
    {
        var registry = ArchitectureRegistry.Default.With(ParallelLlama.Architecture);

        registry.All.Should().Equal(ArchitectureRegistry.Default.All.Add(ParallelLlama.Architecture));
        ArchitectureRegistry.Default.All.Select(known => known.ModelType).Should().Equal("gpt2", "gptj", "gpt_neox", "phi", "llama", "mistral", "qwen2", "qwen3", "smollm3", "olmo2", "phi3", "gemma2", "gemma3_text");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Architecture_NoName_Throws(string modelType)
    {
        var create = () => new Architecture(modelType, ParallelLlama.Architecture.OfConfig);
        create.Should().Throw<ArgumentException>().WithParameterName(nameof(modelType));
    }

    private HookedTransformer Load(Func<ConfigReader, Recipe> ofConfig) =>
        Pretrained.Load(_folder.Path, new PretrainedOptions { Architectures = ArchitectureRegistry.Default.With(new Architecture("parallel_llama", ofConfig)) });

    private static Tensor Activation(HookedTransformer model, HookPoint point, Batch batch)
    {
        Tensor? found = null;
        using (model.Tap(point, Positions.All, x => found = x.clone().DetachFromDisposeScope()))
            model.Run(batch);
        return found!.MoveToOuterDisposeScope();
    }

    private static void Refused<T>(Action load, params string[] parts)
        where T : Exception
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var message = load.Should().Throw<T>().Which.Message;
        foreach (var part in parts)
            message.Should().Contain(part);
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(before);
    }
}
