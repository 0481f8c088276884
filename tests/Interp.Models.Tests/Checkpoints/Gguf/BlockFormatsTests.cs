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
        BlockReader.Decode(bytes.bytes, values, BlockFormats.Of(type));

        MemoryMarshal.AsBytes(values.AsSpan()).SequenceEqual(expected.bytes).Should().BeTrue();
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
