using System.Text.Json;
using Interp.Models.Lenses;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Lenses;

public sealed class UnembeddingHashTests
{
    public static TheoryData<int, int, int, double, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, int, double, string, string>();
            foreach (var row in JsonDocument.Parse(File.ReadAllText(Reference.File("lenses", "hashes.json"))).RootElement.EnumerateArray())
                cases.Add(row[0].GetInt32(), row[1].GetInt32(), row[2].GetInt32(), row[3].GetDouble(), row[4].GetString()!, row[5].GetString()!);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_Matrix_IsNumpys(int rows, int columns, int seed, double scale, string dtype, string hash)
    {
        using var scope = NewDisposeScope();
        var numbers = new float[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                numbers[i * columns + j] = ((i * 7919 + j * 104729 + seed * 31) % 2001 - 1000) * (float)scale;
        }

        UnembeddingHash.Of(tensor(numbers).view(rows, columns).to(Enum.Parse<ScalarType>(dtype, ignoreCase: true))).Should().Be(hash);
    }

    [Fact]
    public void Of_Model_IsOfItsUnembedding()
    {
        using var model = Pretrained.Load(Reference.Copy("gptj"));
        UnembeddingHash.Of(model).Should().Be("42f988fc047c49d1f70b20f56e8d25a43c14753f354e9bab51659a1da3571db2", "numpy gave it, see References/lenses");
        using var scope = NewDisposeScope();
        FluentActions.Invoking(() => UnembeddingHash.Of(tensor(new[,] { { 1, float.NaN } }))).Should().Throw<ArgumentException>().WithMessage("*NaN*row 0, column 1*");
    }

    [Fact]
    public void Of_BuiltInModel_IsNumpys()
    {
        using var model = Pretrained.Load("overthinker");
        UnembeddingHash.Of(model).Should().Be("a14f688e241a3b05fb20954dbb0eb8662fa4e91298986f5a1815663bdbaeae3f", "numpy gave it for the stored float16 matrix, and for the same in float32");
    }

    [Theory]
    [InlineData(0.25, "0.2")]
    [InlineData(0.75, "0.8")]
    [InlineData(-0.04, "-0.")]
    [InlineData(0.06, "0.1")]
    [InlineData(0.96, "1.")]
    [InlineData(12.05, "12.1")]
    public void Positional_HalvesToEven(double number, string expected)
    {
        var text = NumberText.Positional(number);
        $"{text.Sign}{text.Whole}.{text.Fraction}".Should().Be(expected);
    }

    [Theory]
    [InlineData(0.125, "1.2e-1")]
    [InlineData(0.0625, "6.2e-2")]
    [InlineData(9.96, "1.e1")]
    [InlineData(-1000, "-1.e3")]
    [InlineData(1e-5, "1.e-5")]
    [InlineData(0, "0.e0")]
    public void Scientific_HalvesToEven(double number, string expected)
    {
        var text = NumberText.Scientific(number);
        $"{text.Sign}{text.Whole}.{text.Fraction}e{text.Exponent}".Should().Be(expected);
    }
}
