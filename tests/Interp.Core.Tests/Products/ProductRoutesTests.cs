using Interp.Core.Products;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Products;

public sealed class ProductRoutesTests
{
    public static TheoryData<ProductRoute> Routes => [.. Enum.GetValues<ProductRoute>()];

    [Theory]
    [MemberData(nameof(Routes))]
    public void By_EveryRoute_IsTheProduct(ProductRoute route)
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Random(3, 70, 24), Random(40, 24), Random(40));
        foreach (var input in new[] { x, x.transpose(0, 1), x.narrow(1, 3, 60) })
        {
            foreach (var matrix in new[] { weight, Random(24, 40).t(), Random(80, 24).narrow(0, 7, 40) })
            {
                foreach (var added in new[] { bias, null })
                {
                    var exact = matmul(input.to(float64), matrix.t().to(float64)) + (added?.to(float64) ?? zeros(40, dtype: float64));
                    var product = MatrixProduct.By(route, input, matrix, added);
                    product.shape.Should().Equal(exact.shape);
                    Numbers.Difference(product.to(float64), exact).Should().BeLessThan(1e-5);
                }
            }
        }
    }

    [Fact]
    public void Of_SmallProductsGradientsAndOtherDtypes_HaveThePlainRouteOnly()
    {
        using var scope = NewDisposeScope();
        var weight = Random(512, 256);
        ProductShape.Of(Random(100, 256), weight).Should().Be(new ProductShape(64, 256, 512, Transposed: false));
        ProductShape.Of(Random(100, 256), Random(256, 512).t()).Should().Be(new ProductShape(64, 256, 512, Transposed: true));
        ProductShape.Of(Random(63, 256), weight).Should().BeNull();
        ProductShape.Of(Random(100, 24), Random(40, 24)).Should().BeNull();
        ProductShape.Of(Random(100, 256).to(float64), weight.to(float64)).Should().BeNull();
        ProductShape.Of(Random(100, 256).requires_grad_(true), weight).Should().BeNull();
    }

    [Fact]
    public void Affine_Measured_ChoosesOnceAndGivesTheProduct()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (Random(200, 256), Random(512, 256));
        var routes = ProductRoutes.Measured();
        routes.Chosen.Should().BeEmpty();
        var first = routes.Affine(x, weight, null);
        var chosen = routes.Chosen.Should().ContainSingle().Subject;
        first.Equals(MatrixProduct.By(chosen.Value, x, weight, null)).Should().BeTrue();
        routes.Affine(x, weight, null).Equals(first).Should().BeTrue();
        ProductRoutes.Plain.Affine(x, weight, null).Equals(nn.functional.linear(x, weight)).Should().BeTrue();
        ProductRoutes.Plain.Chosen.Should().BeEmpty();
    }

    [Theory]
    [InlineData(ProductRoute.Linear)]
    [InlineData(ProductRoute.Convolution)]
    public void Affine_ChoiceInTheFile_IsTaken(ProductRoute route)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var file = folder.File("routes.csv");
        File.WriteAllText(file, $"rows,in,out,transposed,route\n128,256,512,False,{route}\n");
        var (x, weight) = (Random(200, 256), Random(512, 256));
        ProductRoutes.Measured(file).Affine(x, weight, null).Equals(MatrixProduct.By(route, x, weight, null)).Should().BeTrue();
        ProductRoutes.Measured(file).Chosen.Should().ContainSingle().Which.Value.Should().Be(route);
    }

    [Fact]
    public void Affine_TwoThatShareAFile_ChooseAlike()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var file = folder.File(Path.Combine("cache", "routes.csv"));
        var (x, weight) = (Random(200, 256), Random(512, 256));
        ProductRoutes[] all = [.. Enumerable.Range(0, 8).Select(_ => ProductRoutes.Measured(file))];
        Parallel.ForEach(all, routes => routes.Affine(x, weight, null).Dispose());
        all.Select(routes => routes.Chosen.Single()).Distinct().Should().ContainSingle();
        File.ReadAllLines(file).Count(line => line.StartsWith("128,", StringComparison.Ordinal)).Should().Be(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rows,in,out,transposed,route\n128,256,512,False,Teleport\n128,-256,512,False,Linear\nx\n128,256,512,Fal")]
    [InlineData("\0\0\0,,,,\n,,,,,,")]
    public void Affine_DamagedFile_IsAddedTo(string text)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var file = folder.File("routes.csv");
        File.WriteAllText(file, text);
        ProductRoutes.Measured(file).Affine(Random(200, 256), Random(512, 256), null).Dispose();
        ProductRoutes.Measured(file).Chosen.Should().ContainSingle();
    }

    [Fact]
    public void Affine_FileThatCannotBe_CostsAMeasurement()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var routes = ProductRoutes.Measured(folder.Path); // a folder
        routes.Affine(Random(200, 256), Random(512, 256), null).Dispose();
        routes.Chosen.Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(TinyWiring.Names), MemberType = typeof(TinyWiring))]
    public void Logits_MeasuredRoutes_AreThoseOfThePlainOne(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var plain = model.Logits(batch);
        model.Routes = ProductRoutes.Measured();
        Numbers.Difference(model.Logits(batch), plain).Should().BeLessThan(5e-5);
    }

    private static Tensor Random(params long[] shape) => randn(shape);
}
