using Interp.Core.Results;

namespace Interp.Core.Tests.Results;

public sealed class ThriftWalkerTests
{
    [Fact]
    public void TryWalkStructure_FieldsOfAllKinds_EndsAtTheStop()
    {
        byte[] structure =
        [
            0x11,                         // field 1: true
            0x15, 0x80, 0x01,             // field 2: number of two bytes
            0x18, 0x02, (byte)'h', (byte)'i', // field 3: text
            0x19, 0x25, 0x01, 0x02,       // field 4: two numbers
            0x1B, 0x01, 0x85, 0x01, (byte)'k', 0x07, // field 5: map of one text to a number
            0x1C, 0x00,                   // field 6: empty structure
            0x05, 0x20, 0x01,             // field 16, its number written out
            0x00,
        ];
        new ThriftWalker([.. structure, 0xFF]).TryWalkStructure(out var length).Should().BeTrue();
        length.Should().Be(structure.Length);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("18FFFFFFFF0F00", "text of 4 GB")]
    [InlineData("19F5FFFFFFFF0F", "list of four thousand million numbers")]
    [InlineData("1D00", "unknown type")]
    [InlineData("15FFFFFFFFFFFFFFFFFFFFFF00", "number without end")]
    [InlineData("1525", "no stop")]
    public void TryWalkStructure_LengthsThatDoNotFit_IsRefused(string hex, string because) =>
        new ThriftWalker(Convert.FromHexString(hex)).TryWalkStructure(out _).Should().BeFalse(because);

    [Fact]
    public void TryWalkStructure_ListsInListsWithoutEnd_IsRefused()
    {
        // 0x19 is both "field: list" and "list of one list".
        var bomb = Enumerable.Repeat((byte)0x19, 10_000_000).ToArray();
        new ThriftWalker(bomb).TryWalkStructure(out _).Should().BeFalse();
    }
}
