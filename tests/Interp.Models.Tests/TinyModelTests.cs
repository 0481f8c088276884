using Interp.Core.Batches;
using static TorchSharp.torch;

namespace Interp.Models.Tests;

public sealed class TinyModelTests
{
    private static readonly int[] Ids = [3, 7, 250, 12, 300, 7, 7, 40];

    public static TheoryData<TinyArchitecture> Architectures => [.. Enum.GetValues<TinyArchitecture>()];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Create_SameSeed_SameLogitsBitForBit(TinyArchitecture architecture)
    {
        using var scope = NewDisposeScope();
        Logits(architecture, seed: 5).equal(Logits(architecture, seed: 5)).all().item<bool>().Should().BeTrue();
        (Logits(architecture, seed: 5) - Logits(architecture, seed: 6)).abs().max().item<float>().Should().BeGreaterThan(1);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Create_EveryWeight_ChangesTheLogits(TinyArchitecture architecture)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = TinyModel.Create(architecture, TinyOptions.Default with { Layers = 2 });
        var batch = Batch.Of(Ids);
        var before = model.Logits(batch);
        foreach (var (name, weight) in model.Weights)
        {
            var kept = weight.clone();
            weight.zero_();
            (model.Logits(batch) - before).abs().max().item<float>().Should().BeGreaterThan(0.05f, name);
            weight.copy_(kept);
        }
    }

    [Fact]
    public void Create_Sizes_AreTheModels()
    {
        var sizes = new TinyOptions { Layers = 3, DModel = 32, Heads = 8, KvHeads = 4, DMlp = 20, ContextLength = 17, Words = ["yes", "no"] };
        using var model = TinyModel.Create(TinyArchitecture.Llama, sizes);

        model.Info.Should().BeEquivalentTo(new
        {
            Architecture = "Llama",
            Layers = 3,
            DModel = 32,
            Heads = 8,
            KvHeads = 4,
            DHead = 4,
            DMlp = 20,
            DVocab = 320,
            ContextLength = 17,
        });
        model.Tokenizer.VocabularySize.Should().Be(256 + 1 + "yes".Length + "no".Length);
    }

    [Theory]
    [InlineData(TinyArchitecture.Gpt2, 40, 8, 1)]
    [InlineData(TinyArchitecture.Llama, 48, 4, 3)]
    [InlineData(TinyArchitecture.GptJ, 0, 4, 2)]
    public void Create_SizesThatMakeNoModel_Throws(TinyArchitecture architecture, int dModel, int heads, int kvHeads)
    {
        var create = () => TinyModel.Create(architecture, new TinyOptions { DModel = dModel, Heads = heads, KvHeads = kvHeads });
        create.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Create_Options_AreApplied()
    {
        using var model = TinyModel.Create(TinyArchitecture.GptJ, options: new PretrainedOptions { Dtype = ScalarType.Float64, WithTokenizer = false });
        model.Dtype.Should().Be(ScalarType.Float64);
        model.HasTokenizer.Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Tokenizer_BeginningOfSequence_IsLlamasAlone(TinyArchitecture architecture)
    {
        using var model = TinyModel.Create(architecture);
        model.Tokenizer.BeginningOfSequence.HasValue.Should().Be(architecture == TinyArchitecture.Llama);
    }

    [Fact]
    public void Weights_FirstOnes_AreTheGeneratorsOnEveryMachine()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Llama(seed: 1);
        var gain = model.Weights.Single(weight => weight.Name == "ln_final.gain").Tensor;
        gain.data<float>().Take(3).Should().Equal(0.89704394f, 1.3885268f, 0.5755034f);
    }

    private static Tensor Logits(TinyArchitecture architecture, ulong seed)
    {
        using var model = TinyModel.Create(architecture, new TinyOptions { Seed = seed });
        return model.Logits(Batch.Of(Ids));
    }
}
