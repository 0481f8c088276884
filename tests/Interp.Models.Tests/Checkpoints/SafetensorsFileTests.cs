using System.Text;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

public sealed class SafetensorsFileTests
{
    private static readonly ScalarType[] Types =
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    [Fact]
    public void Write_EveryType_ReadsBackExactly()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var tensors = Types.ToDictionary(t => $"t.{t}", t => arange(0, 6, ScalarType.Float32).reshape(2, 3).to(t));
        tensors["scalar"] = tensor(3.5f);
        tensors["empty"] = zeros(0, 4);
        tensors["transposed"] = arange(6, ScalarType.Int64).reshape(2, 3).t();

        SafetensorsWriter.Write(folder.File("all.safetensors"), tensors, new Dictionary<string, string> { ["format"] = "pt", ["ключ"] = "\"\n" });
        using var file = SafetensorsFile.Open(folder.File("all.safetensors"));

        file.Metadata.Should().Equal(new Dictionary<string, string> { ["format"] = "pt", ["ключ"] = "\"\n" });
        file.Entries.Keys.Should().BeEquivalentTo(tensors.Keys);
        foreach (var (name, expected) in tensors)
        {
            var found = file.Read(name);
            found.dtype.Should().Be(expected.dtype);
            found.shape.Should().Equal(expected.shape);
            found.IsSame(expected).Should().BeTrue(name);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void Read_RealTypes_ConvertAsTorchDoes(ScalarType dtype)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var values = randn(1000, generator: new Generator(1));
        foreach (var stored in Types.Take(4))
        {
            var expected = values.to(stored);
            var path = folder.File($"{stored}.safetensors");
            SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["x"] = expected });
            using var file = SafetensorsFile.Open(path);

            file.Read("x", dtype).IsSame(expected.to(dtype)).Should().BeTrue();
        }
    }

    public static TheoryData<string, string> Damaged => new()
    {
        { """{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", "*'a' has dtype 'F8_E4M3'*known*" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "*two tensors*'a'*" },
        { """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "*'a' [3] Float32 does not fill*" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "*4 bytes of data, the file has 8*" },
        { """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "*12 bytes of data, the file has 8*" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "*'a' starts at byte 4*gap*" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "*'b' starts at byte 4*overlap*" },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", "*does not fill*" },
        { """{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "*shape of tensor 'a'*" },
        { """{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", "*shape of tensor 'a'*" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "*does not fill*" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "*'a' lacks*" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"strides":[1]}}""", "*field 'strides'*" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "*field 'dtype'*" },
        { """{"__metadata__":{"a":1}}""", "*metadata 'a' should be String*" },
        { """{"__metadata__":{"a":"1","a":"2"}}""", "*metadata 'a' is given twice*" },
        { """[]""", "*should be StartObject*" },
        { """{"a":{"b":{"c":{"d":{"e":{}}}}}}""", "*field 'b'*" },
        { """{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "*cannot be read*" },
        { """{} {}""", "*cannot be read*" },
        { """{"a":""", "*cannot be read*" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Open_DamagedHeader_IsRefused(string header, string message) =>
        Opening([.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[8]])
            .Should().Throw<InvalidDataException>().WithMessage(message);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Open_FewBytes_IsRefused(int length) => Opening(new byte[length]).Should().Throw<InvalidDataException>().WithMessage("*too few*");

    [Theory]
    [InlineData(9)]
    [InlineData(100_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void Open_HeaderLongerThanFile_IsRefused(long length) =>
        Opening([.. BitConverter.GetBytes(length), .. new byte[8]]).Should().Throw<InvalidDataException>().WithMessage($"*header says it is {(ulong)length} bytes*");

    [Fact]
    public void Open_NameThatIsNotUtf8_IsRefused()
    {
        byte[] header = [.. "{\""u8, 0xff, 0xfe, .. "\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"u8];

        Opening([.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[8]]).Should().Throw<InvalidDataException>().WithMessage("*cannot be read*");
    }

    [Fact]
    public void Open_GitLfsPointer_SaysSo() =>
        Opening("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"u8.ToArray()).Should().Throw<InvalidDataException>().WithMessage("*git lfs pull*");

    [Fact]
    public void Open_NoFile_Throws() =>
        FluentActions.Invoking(() => SafetensorsFile.Open("nowhere.safetensors")).Should().Throw<FileNotFoundException>().WithMessage("nowhere.safetensors*");

    [Fact]
    public void Read_OddOffset_Copies()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        const string Header = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        for (var padding = 0; padding < 4; padding++)
        {
            var text = Encoding.UTF8.GetBytes(Header.PadRight(Header.Length + padding));
            var path = folder.Write($"{padding}.safetensors", [.. BitConverter.GetBytes((long)text.Length), .. text, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
            using var file = SafetensorsFile.Open(path);

            file.Read("a").IsSame(tensor(new[] { 1.5f, -2f })).Should().BeTrue();
        }
    }

    [Fact]
    public void Write_ComplexTensor_ThrowsAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var complex = zeros(1, ScalarType.ComplexFloat32);

        FluentActions.Invoking(() => SafetensorsWriter.Write(folder.File("x"), new Dictionary<string, Tensor> { ["c"] = complex }))
            .Should().Throw<ArgumentException>().WithMessage("*'c'*");
        Directory.GetFiles(folder.Path).Should().BeEmpty();
    }

    [Fact]
    public void Write_OverAnOlderFile_ReplacesIt()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.Write("x.safetensors", "old");

        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["a"] = ones(2) });

        using var file = SafetensorsFile.Open(path);
        file.Read("a").IsSame(ones(2)).Should().BeTrue();
        Directory.GetFiles(folder.Path).Should().Equal(path);
    }

    private static Action Opening(byte[] bytes) => () =>
    {
        using var folder = new TemporaryFolder();
        SafetensorsFile.Open(folder.Write("x.safetensors", bytes)).Dispose();
    };
}
