using Interp.Models.Checkpoints;
using Interp.Models.Checkpoints.Gguf;
using Interp.Models.Tests.Checkpoints.Gguf;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

public sealed class GgufFileTests
{
    [Fact]
    public void Open_Llama_GivesShapesInTorchOrder()
    {
        using var file = GgufFile.Open(Reference.File("gguf", "llama-Q8_0.gguf"));

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
        using var file = GgufFile.Open(Reference.File("gguf", "llama-F16.gguf"));

        foreach (var name in file.Entries.Keys)
            file.Read(name, ScalarType.Float32).IsSame(file.Read(name).to(ScalarType.Float32)).Should().BeTrue(name);
    }

    [Fact]
    public void ReadTokenizer_Llama_GivesTables()
    {
        using var file = GgufFile.Open(Reference.File("gguf", "llama-Q8_0.gguf"));

        var tables = file.ReadTokenizer();

        tables.Model.Should().Be("llama");
        tables.Tokens.Should().HaveCount(320).And.StartWith(["<unk>", "<s>", "</s>", "<0x00>"]);
        tables.Scores[3].Should().Be(-3);
        tables.TokenTypes[0].Should().Be(GgufTokenType.Normal);
        tables.BeginningOfSequence.Should().Be(1);
        tables.EndOfSequence.Should().Be(2);
        tables.Merges.Should().BeEmpty();
        tables.AddSpacePrefix.Should().BeNull();
    }

    [SkippableFact]
    public void Open_SmolLM2_GivesTokenizerAndWeights()
    {
        var path = Repository.Shared("models", "SmolLM2-135M-Instruct.Q4_1.gguf");
        Skip.IfNot(File.Exists(path), "needs the SmolLM2 file beside the repository");

        using var scope = NewDisposeScope();
        using var file = GgufFile.Open(path);
        var tables = file.ReadTokenizer();
        var down = file.Read("blk.0.ffn_down.weight", [576, 1536], ScalarType.BFloat16);

        tables.PreTokenizer.Should().Be("smollm");
        tables.AddSpacePrefix.Should().BeFalse();
        tables.AddBeginningOfSequence.Should().BeFalse();
        tables.Merges.Should().HaveCountGreaterThan(40_000).And.StartWith("Ġ t");
        down.dtype.Should().Be(ScalarType.BFloat16);
        down.isfinite().all().item<bool>().Should().BeTrue();
    }

    [Theory]
    [InlineData("F16", 1)]
    [InlineData("BF16", 30)]
    public void Read_ReferenceHalves_BitForBit(string type, uint number)
    {
        using var scope = NewDisposeScope();
        using var reference = SafetensorsFile.Open(Reference.File("gguf", "blocks.safetensors"));
        using var file = new Built(new GgufBuilder().Tensor("x", number, [64, 4], reference.Read($"{type}.bytes").bytes.ToArray()));

        file.Open.Read("x", ScalarType.Float32).IsSame(reference.Read($"{type}.values")).Should().BeTrue();
    }

    [Fact]
    public void Read_TensorOfSeveralPieces_EqualsOneDecode()
    {
        using var scope = NewDisposeScope();
        const int Rows = PieceLoader.Piece / 32 + 3;
        var blocks = new byte[Rows * 34];
        new Random(1).NextBytes(blocks);
        var values = new float[Rows * 32];
        BlockFormats.Of(StoredType.Q8_0).Decode(blocks, values);
        using var file = new Built(new GgufBuilder().Tensor("q", 8, [32, Rows], blocks));

        file.Open.Read("q").IsSame(tensor(values).view(Rows, 32)).Should().BeTrue();
        file.Open.Read("q", ScalarType.Float16).IsSame(tensor(values).view(Rows, 32).to(ScalarType.Float16)).Should().BeTrue();
    }

    [Fact]
    public void Metadata_EveryKind_ReadsByType()
    {
        using var file = new Built(new GgufBuilder()
            .Pair("u8", 0, w => w.Write((byte)200)).Pair("i8", 1, w => w.Write((sbyte)-3)).Pair("u16", 2, w => w.Write((ushort)60_000))
            .Pair("i16", 3, w => w.Write((short)-4)).Number("u32", 4_000_000_000).Pair("i32", 5, w => w.Write(-5))
            .Pair("f32", 6, w => w.Write(0.5f)).Pair("flag", 7, w => w.Write((byte)1)).Text("text", "ü").Texts("texts", "a", "b")
            .Pair("u64", 10, w => w.Write(ulong.MaxValue)).Pair("i64", 11, w => w.Write(-6L)).Pair("f64", 12, w => w.Write(0.25)).Nested("deep", 4));
        var metadata = file.Open.Metadata;

        new[] { "u8", "i8", "u16", "i16", "u32", "i32", "i64" }.Select(metadata.GetInt64).Should().Equal(200, -3, 60_000, -4, 4_000_000_000, -5, -6);
        metadata.GetDouble("f32").Should().Be(0.5);
        metadata.GetDouble("f64").Should().Be(0.25);
        metadata.GetBoolean("flag").Should().BeTrue();
        metadata.GetString("text").Should().Be("ü");
        metadata.GetStrings("texts").Should().Equal("a", "b");
        metadata.Contains("deep").Should().BeTrue();
        metadata.FindInt64s("absent").Should().BeNull();
        metadata.Invoking(m => m.GetInt64("u64")).Should().Throw<InvalidDataException>().WithMessage("*'u64' is of type UInt64*");
        metadata.Invoking(m => m.GetInt64("text")).Should().Throw<InvalidDataException>().WithMessage("*'text' is of type String, expected an integer*");
        metadata.Invoking(m => m.GetString("texs")).Should().Throw<InvalidDataException>().WithMessage("*no key 'texs'*texts*");
    }

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "*does not start with 'GGUF'*", [.. "GGML"u8, .. new byte[100]] },
        { "*version 1*", new GgufBuilder { Version = 1 }.Build() },
        { "*version 4*", new GgufBuilder { Version = 4 }.Build() },
        { "*big-endian*", new GgufBuilder { Version = 0x03000000 }.Build() },
        { "*split.count says that this is one of 3 parts*merge*", new GgufBuilder().Number("split.count", 3).Build() },
        { "*'split.count' is 5000*", new GgufBuilder().Number("split.count", 5000).Build() },
        { "*'a' is of type IQ2_XXS (16)*known*", new GgufBuilder().Tensor("a", 16, [256], new byte[66]).Build() },
        { "*'a' is of type number 99*", new GgufBuilder().Tensor("a", 99, [256], new byte[66]).Build() },
        { "*'a' [33]*whole Q8_0 blocks of 32*", new GgufBuilder().Tensor("a", 8, [33], new byte[68]).Build() },
        { "*whole Q8_0 blocks*", new GgufBuilder().Tensor("a", 8, [], new byte[68]).Build() },
        { "*'a' has 5 axes*", new GgufBuilder().Tensor("a", 0, [1, 1, 1, 1, 1], new byte[4]).Build() },
        { "*'a' ends at byte 400*cut short*", new GgufBuilder().Tensor("a", 0, [100], new byte[4]).Build() },
        { "*no file is that large*", new GgufBuilder().Tensor("a", 0, [1ul << 40, 1ul << 40], new byte[4]).Build() },
        { "*no file is that large*", new GgufBuilder().Tensor("a", 0, [ulong.MaxValue, 1], new byte[4]).Build() },
        { "*two tensors*'a'*", new GgufBuilder().Tensor("a", 0, [1], new byte[4]).Tensor("a", 0, [1], new byte[4]).Build() },
        { "*'b' starts at byte 32*lies in the tensor before*", new GgufBuilder().Tensor("a", 0, [16], new byte[4]).Tensor("b", 0, [1], new byte[4]).Build() },
        { "*key 'k' is given twice*", new GgufBuilder().Number("k", 1).Number("k", 1).Build() },
        { "*'general.alignment' is 48*power of two*", new GgufBuilder().Number("general.alignment", 48).Build() },
        { "*'general.alignment' is 0*", new GgufBuilder().Number("general.alignment", 0).Build() },
        { "*'k' nests arrays*", new GgufBuilder().Nested("k", 5).Build() },
        { "*'k' is of type number 13*", new GgufBuilder().Pair("k", 13, w => w.Write(1L)).Build() },
        { "*'k' is a boolean of value 2*", new GgufBuilder().Pair("k", 7, w => w.Write((byte)2)).Build() },
        { "*announces 1099511627776 bytes of 'k'*", new GgufBuilder().Pair("k", 8, w => w.Write(1L << 40)).Build() },
        { "*announces 1000 elements of 'k'*", new GgufBuilder().Pair("k", 9, w => { w.Write(8u); w.Write(1000L); }).Build() },
        { "*'k' before byte*not UTF-8*", new GgufBuilder().Pair("k", 8, w => { w.Write(1L); w.Write((byte)0xff); }).Build() },
        { "*announces 15 bytes of a metadata key at byte 32*", new GgufBuilder().Number("some.longer.key", 1).Build()[..40] },
        { "*ends at byte 6, in the middle of its header*", new GgufBuilder().Build()[..6] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Open_WhatItDoesNotKnow_IsRefused(string message, byte[] file) =>
        FluentActions.Invoking(() => new Built(file)).Should().Throw<InvalidDataException>().WithMessage(message);

    [Theory]
    [InlineData("bos_token_id", 2)]
    [InlineData("eos_token_id", uint.MaxValue)]
    public void ReadTokenizer_IdOutsideTheVocabulary_IsRefused(string key, uint id)
    {
        using var file = new Built(Tokenizer().Number("tokenizer.ggml." + key, id));

        file.Open.Invoking(f => f.ReadTokenizer()).Should().Throw<InvalidDataException>().WithMessage($"*'tokenizer.ggml.{key}' is {id}, of a vocabulary of 2*");
    }

    [Fact]
    public void ReadTokenizer_ScoresOfAnotherLength_IsRefused()
    {
        using var file = new Built(Tokenizer().Pair("tokenizer.ggml.scores", 9, w => { w.Write(6u); w.Write(1L); w.Write(0f); }));

        file.Open.Invoking(f => f.ReadTokenizer()).Should().Throw<InvalidDataException>().WithMessage("*scores' has 1 lines for 2 tokens*");
    }

    [Fact]
    public void ReadTokenizer_NoTables_IsRefused()
    {
        using var file = new Built(new GgufBuilder().Number("k", 1));

        file.Open.Invoking(f => f.ReadTokenizer()).Should().Throw<InvalidDataException>().WithMessage("*no key 'tokenizer.ggml.tokens'*");
    }

    private static GgufBuilder Tokenizer() => new GgufBuilder().Text("tokenizer.ggml.model", "gpt2").Texts("tokenizer.ggml.tokens", "a", "b");

    /// <summary>A file that was just built, opened.</summary>
    private sealed class Built : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Built(GgufBuilder builder)
            : this(builder.Build())
        {
        }

        public Built(byte[] file)
        {
            try
            {
                Open = GgufFile.Open(_folder.Write("x.gguf", file));
            }
            catch
            {
                _folder.Dispose();
                throw;
            }
        }

        public GgufFile Open { get; }

        public void Dispose()
        {
            Open.Dispose();
            _folder.Dispose();
        }
    }
}
