using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

public sealed class GgufFileTests
{
    [Fact]
    public void Open_Llama_GivesShapesInTorchOrder()
    {
        using var file = GgufFile.Open(References.File("gguf", "llama-Q8_0.gguf"));

        file.Version.Should().Be(3);
        file.Architecture.Should().Be("llama");
        file.Entry("token_embd.weight").Shape.Should().Equal(320, 64);
        file.Entry("token_embd.weight").Type.Should().Be(StoredType.Q8_0);
        file.Entry("blk.0.ffn_down.weight").Shape.Should().Equal(64, 128);
        file.Metadata.GetInt64("llama.attention.head_count_kv").Should().Be(2);
        file.Metadata.GetDouble("llama.rope.freq_base").Should().Be(20_000);
        file.Metadata.FindString("llama.rope.scaling.type").Should().BeNull();
    }

    [Fact]
    public void Read_HalfPrecision_ConvertsExactly()
    {
        using var scope = NewDisposeScope();
        using var file = GgufFile.Open(References.File("gguf", "llama-F16.gguf"));

        foreach (var name in file.Entries.Keys)
            file.Read(name, ScalarType.Float32).IsSame(file.Read(name).to(ScalarType.Float32)).Should().BeTrue(name);
    }

    [Fact]
    public void ReadTokenizer_Llama_GivesTables()
    {
        using var file = GgufFile.Open(References.File("gguf", "llama-Q8_0.gguf"));

        var tables = file.ReadTokenizer();

        tables.Model.Should().Be("llama");
        tables.Tokens.Should().HaveCount(320).And.StartWith(["<unk>", "<s>", "</s>", "<0x00>"]);
        tables.Scores!.Value[3].Should().Be(-3);
        tables.TokenTypes!.Value[0].Should().Be(GgufTokenType.Normal);
        tables.BeginningOfSequence.Should().Be(1);
        tables.EndOfSequence.Should().Be(2);
        tables.Merges.Should().BeNull();
        tables.AddSpacePrefix.Should().BeNull();
    }

    [SkippableFact]
    public void Open_SmolLM2_GivesTokenizerAndWeights()
    {
        var path = References.Shared("models", "SmolLM2-135M-Instruct.Q4_1.gguf");
        Skip.IfNot(File.Exists(path), "needs the SmolLM2 file beside the repository");

        using var scope = NewDisposeScope();
        using var file = GgufFile.Open(path);
        var tables = file.ReadTokenizer();
        var down = file.Read("blk.0.ffn_down.weight", [576, 1536], ScalarType.BFloat16);

        tables.PreTokenizer.Should().Be("smollm");
        tables.AddSpacePrefix.Should().BeFalse();
        tables.AddBeginningOfSequence.Should().BeFalse();
        tables.Merges!.Value.Should().HaveCountGreaterThan(40_000).And.StartWith("Ġ t");
        down.dtype.Should().Be(ScalarType.BFloat16);
        down.isfinite().all().item<bool>().Should().BeTrue();
    }
}
