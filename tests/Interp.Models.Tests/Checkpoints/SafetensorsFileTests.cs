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
}
