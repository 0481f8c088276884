using Interp.Core.Transformer;
using Interp.Models.Architectures;
using Interp.Models.Architectures.GptNeoX;
using Interp.Models.Architectures.Llama;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;
using Interp.Models.Tests.Checkpoints.Gguf;

namespace Interp.Models.Tests.Architectures;

public sealed class GgufKeyTests
{
    private const uint Float32 = 6;

    [Theory]
    [InlineData("llama.rope.scaling.factor")]
    [InlineData("llama.rope.scale_linear")]
    public void Rope_FactorWithoutAType_ScalesLinearly(string key) =>
        Llama(file => Real(file, key, 4)).Blocks[0].Rope!.Scaling.Should().Be(new RopeScaling.Linear(4));

    [Fact]
    public void Rope_FactorWithItsType_ScalesLinearly() =>
        Llama(file => Real(file, "llama.rope.scaling.factor", 4).Text("llama.rope.scaling.type", "linear")).Blocks[0].Rope!.Scaling.Should().Be(new RopeScaling.Linear(4));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Rope_FactorThatScalesNothing_IsNone(float factor) =>
        Llama(file => Real(file, "llama.rope.scaling.factor", factor)).Blocks[0].Rope!.Scaling.Should().Be(new RopeScaling.None());

    [Fact]
    public void Rope_Divisors_DivideEachFrequency() =>
        Llama(file => Divisors(file, 1, 2, 4, 8)).Blocks[0].Rope!.InverseFrequencies.Should().Equal(1f, 0.1f / 2, 0.01f / 4, 0.001f / 8);

    [Theory]
    [InlineData("type none", "*rope.scaling.type is 'none'*factor 4*")]
    [InlineData("older factor", "*rope.scaling.factor is 4*rope.scale_linear says, 2*")]
    [InlineData("divisors beside a factor", "*rope.scaling.factor is 4*beside the tensor rope_freqs.weight*")]
    [InlineData("divisors beside a type", "*rope.scaling.type is 'yarn'*")]
    [InlineData("divisor of 0", "*rope_freqs.weight holds a divisor that is not a positive number*")]
    [InlineData("negative factor", "*rope.scaling.factor is -2*positive*")]
    public void Rope_TwoStatementsThatDisagree_AreRefused(string kind, string message)
    {
        var read = () => Llama(file => kind switch
        {
            "type none" => Real(file, "llama.rope.scaling.factor", 4).Text("llama.rope.scaling.type", "none"),
            "older factor" => Real(Real(file, "llama.rope.scaling.factor", 4), "llama.rope.scale_linear", 2),
            "divisors beside a factor" => Divisors(Real(file, "llama.rope.scaling.factor", 4).Text("llama.rope.scaling.type", "linear"), 1, 1, 1, 1),
            "divisors beside a type" => Divisors(file.Text("llama.rope.scaling.type", "yarn"), 1, 1, 1, 1),
            "divisor of 0" => Divisors(file, 1, 0, 1, 1),
            _ => Real(file, "llama.rope.scaling.factor", -2),
        });

        read.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData(44u, 6144u, Activation.GeluFast)]
    [InlineData(36u, 5120u, Activation.Gelu)]
    public void Activation_OfGptNeoX_IsKnownByTheSizes(uint layers, uint width, Activation expected)
    {
        var builder = new GgufBuilder()
            .Text("general.architecture", "gptneox")
            .Number("gptneox.context_length", 2048)
            .Number("gptneox.embedding_length", width)
            .Number("gptneox.block_count", layers)
            .Number("gptneox.feed_forward_length", 4 * width)
            .Number("gptneox.rope.dimension_count", 8)
            .Number("gptneox.attention.head_count", 64)
            .Pair("gptneox.attention.layer_norm_epsilon", Float32, writer => writer.Write(1e-5f))
            .Tensor("token_embd.weight", 0, [width, 1], new byte[4 * width]);

        Read(builder, file => GptNeoXConfig.Read(file)).Activation.Should().Be(expected);
    }

    [Fact]
    public void OfGguf_Adapter_IsRefused()
    {
        var read = () => Read(new GgufBuilder().Text("general.architecture", "llama").Text("general.type", "adapter"), ArchitectureRegistry.Default.OfGguf);

        read.Should().Throw<InvalidDataException>().WithMessage("*general.type is 'adapter'*no whole model*");
    }

    [Fact]
    public void Vocabulary_EmbeddingWithoutAxes_IsRefused()
    {
        var read = () => Read(Base().Tensor("token_embd.weight", 0, [], new byte[4]), file => LlamaConfig.Read(file, LlamaKinds.Llama, LlamaKinds.Llama.Gguf!));

        read.Should().Throw<InvalidDataException>().WithMessage("*'token_embd.weight'*two axes*");
    }

    [Fact]
    public void Load_KeyLengthBeyondAnyModel_IsRefusedBeforeAnythingIsMade()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.gguf", Base().Number("llama.attention.key_length", 2_000_000_000).Tensor("token_embd.weight", 0, [32, 4], new byte[512]).Build());
        var before = GC.GetAllocatedBytesForCurrentThread();

        var load = () => Pretrained.Load(path, new PretrainedOptions { WithTokenizer = false });

        load.Should().Throw<InvalidDataException>().WithMessage("*2000000000 dimensions of a head*");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(16 << 20);
    }

    [Fact]
    public void Open_StringLongerThanAny_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.gguf", Base().Text("general.name", new string('x', 5 << 20)).Build());

        var open = () => GgufFile.Open(path);

        open.Should().Throw<InvalidDataException>().WithMessage("*'general.name'*5242880 bytes; at most*");
    }

    [Fact]
    public void Message_QuotingAFile_IsPlainAndBounded()
    {
        var hostile = "\u001b[31m\r\n\u202e" + new string('x', 60_000);
        var read = () => Read(Base().Text("llama." + hostile, hostile).Text("llama.rope.scaling.type", hostile).Tensor("token_embd.weight", 0, [32, 4], new byte[512]), file => LlamaConfig.Read(file, LlamaKinds.Llama, LlamaKinds.Llama.Gguf!));

        var message = read.Should().Throw<InvalidDataException>().Which.Message;

        message.Should().Contain("\\u001B[31m").And.NotContain("\u001b").And.NotContain("\n").And.NotContain("\u202e");
        message.Length.Should().BeLessThan(5_000);
    }

    [Fact]
    public void ReadTokenizer_KeyNobodyKnows_IsRefused()
    {
        var read = () => Read(Base().Text("tokenizer.ggml.normalizer", "lowercase"), file => file.ReadTokenizer());

        read.Should().Throw<InvalidDataException>().WithMessage("*'tokenizer.ggml.normalizer' is not known*");
    }

    private static LlamaConfig Llama(Func<GgufBuilder, GgufBuilder> add) =>
        Read(add(Base()).Tensor("token_embd.weight", 0, [32, 4], new byte[512]), file => LlamaConfig.Read(file, LlamaKinds.Llama, LlamaKinds.Llama.Gguf!));

    private static T Read<T>(GgufBuilder builder, Func<GgufFile, T> read)
    {
        using var folder = new TemporaryFolder();
        using var file = GgufFile.Open(folder.Write("model.gguf", builder.Build()));
        return read(file);
    }

    private static GgufBuilder Base() => Real(
        new GgufBuilder()
            .Text("general.architecture", "llama")
            .Number("llama.block_count", 1)
            .Number("llama.embedding_length", 32)
            .Number("llama.feed_forward_length", 8)
            .Number("llama.attention.head_count", 4)
            .Number("llama.context_length", 16),
        "llama.attention.layer_norm_rms_epsilon", 1e-5f);

    private static GgufBuilder Real(GgufBuilder file, string key, float value) => file.Pair(key, Float32, writer => writer.Write(value));

    private static GgufBuilder Divisors(GgufBuilder file, params float[] divisors)
    {
        var bytes = new byte[4 * divisors.Length];
        Buffer.BlockCopy(divisors, 0, bytes, 0, bytes.Length);
        return file.Tensor("rope_freqs.weight", 0, [(ulong)divisors.Length], bytes);
    }
}
