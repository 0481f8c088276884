using System.Runtime.InteropServices;
using Interp.Models.Checkpoints;
using Interp.Models.Checkpoints.Gguf;
using Interp.Models.Tests.Parity;

namespace Interp.Models.Tests.Checkpoints.Gguf;

public sealed class BlockFormatsTests
{
    public static TheoryData<StoredType> Types => [.. BlockFormats.All.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void Decode_ReferenceBlocks_BitForBit(StoredType type)
    {
        using var reference = SafetensorsFile.Open(Reference.File("gguf", "blocks.safetensors"));
        using var bytes = reference.Read($"{type}.bytes");
        using var expected = reference.Read($"{type}.values");

        var values = new float[expected.numel()];
        BlockFormats.Of(type).Decode(bytes.bytes, values);

        MemoryMarshal.AsBytes(values.AsSpan()).SequenceEqual(expected.bytes).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Decode_RandomBlocks_AsValueByValue(StoredType type)
    {
        const int Blocks = 5_000;
        var format = BlockFormats.Of(type);
        var blocks = new byte[Blocks * format.Bytes];
        new Random((int)type).NextBytes(blocks);

        var values = new float[Blocks * format.Elements];
        format.Decode(blocks, values);

        var expected = new float[values.Length];
        for (var i = 0; i < Blocks; i++)
            ScalarBlocks.Decode(type, blocks.AsSpan(i * format.Bytes, format.Bytes), expected.AsSpan(i * format.Elements, format.Elements));
        var differing = Enumerable.Range(0, values.Length).Where(i =>
            BitConverter.SingleToInt32Bits(values[i]) != BitConverter.SingleToInt32Bits(expected[i]) && !(float.IsNaN(values[i]) && float.IsNaN(expected[i])));
        differing.Should().BeEmpty();
    }

    [Fact]
    public void All_ReferenceTypes_AreCovered()
    {
        using var reference = SafetensorsFile.Open(Reference.File("gguf", "blocks.safetensors"));

        reference.Entries.Keys.Where(k => k.EndsWith(".bytes", StringComparison.Ordinal)).Select(k => k[..^6])
            .Should().BeEquivalentTo([.. BlockFormats.All.Keys.Select(k => k.ToString()), "F16", "BF16"]);
    }

    [Fact]
    public void Of_TypeWithoutBlocks_Throws() =>
        FluentActions.Invoking(() => BlockFormats.Of(StoredType.Float32)).Should().Throw<ArgumentOutOfRangeException>();
}
