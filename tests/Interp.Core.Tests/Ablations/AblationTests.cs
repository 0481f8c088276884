using CsCheck;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Transformer;

namespace Interp.Core.Tests.Ablations;

public sealed class AblationTests
{
    private static readonly Gen<Positions> GenPositions = Gen.OneOf(
        Gen.Int[0, 5].Select(i => new[] { Positions.All, Positions.Last, Positions.PreLabel, Positions.LastPreLabel, Positions.EarlierLabel, Positions.EarlierDemonstrations(2) }[i]),
        Gen.Int[0, 40].Array[0, 3].Array[1, 3].Select(lists => Positions.At(lists)));

    private static readonly Gen<AblationPart> GenPart = Gen.Select(
        Gen.Select(Gen.Int[0, 50], Gen.Int[0, 30]).Array[0, 4], Gen.Int[0, 50].Array[0, 3], Gen.Int[0, 50].Array[0, 3], GenPositions, Gen.Enum<Replacement>(),
        (heads, attentions, mlps, positions, with) => new AblationPart
        {
            Heads = [.. heads.Select(head => new HeadId(head.Item1, head.Item2))], Attentions = [.. attentions], Mlps = [.. mlps], Positions = positions, With = with,
        });

    private static readonly Gen<AblationPart> GenKnockout = Gen.Select(GenPart, GenPositions, (part, keys) => part with { Mlps = [], With = Replacement.Zero, Keys = keys });

    [Fact]
    public void Json_AnyAblation_ComesBackEqual() => Gen.OneOf(GenPart, GenKnockout).Array[0, 4].Select(parts => new Ablation(parts)).Sample(ablation =>
    {
        var back = Ablation.FromJson(ablation.ToJson());
        back.Should().Be(ablation);
        back.GetHashCode().Should().Be(ablation.GetHashCode());
        back.ToString().Should().Be(ablation.ToString());
    }, iter: 300);

    [Fact]
    public void Union_AnyAblations_IsAssociativeWithNoneAsItsUnit() => GenPart.Array[0, 2].Array[3].Sample(lists =>
    {
        var (a, b, c) = (new Ablation(lists[0]), new Ablation(lists[1]), new Ablation(lists[2]));
        ((a | b) | c).Should().Be(a | (b | c));
        (a | Ablation.None).Should().Be(a);
        (Ablation.None | a).Should().Be(a);
        (a | b).FirstLayer.Should().Be(new[] { a.FirstLayer, b.FirstLayer }.Min());
    }, iter: 100);

    [Fact]
    public void ToString_AndJson_AreTheDocumentedForms()
    {
        var ablation = Ablation.OfHeads([new(16, 7), new(14, 6), new(14, 6)], Positions.LastPreLabel) | Ablation.OfMlps([20], Positions.At([[3, 7], [4]]), Replacement.Mean);
        ablation.ToString().Should().Be("zero heads 14.6 16.7 at last-pre-label; mean mlps 20 at [[3,7],[4]]");
        ablation.ToJson().Should().Be(
            """[{"heads":["14.6","16.7"],"attentions":[],"mlps":[],"positions":"last-pre-label","with":"zero"},{"heads":[],"attentions":[],"mlps":[20],"positions":"[[3,7],[4]]","with":"mean"}]""");
        Ablation.FromJson("""[{"attentions":[20],"positions":"last"}]""").Should().Be(Ablation.OfAttentions([20], Positions.Last));
    }

    [Fact]
    public void None_IsWhatNamesNoComponent()
    {
        Ablation.None.Should().Be(new Ablation([]));
        Ablation.OfHeads([], Positions.All).Should().Be(Ablation.None);
        Ablation.FromJson("[]").Should().Be(Ablation.None);
        Ablation.None.FirstLayer.Should().BeNull();
        Ablation.None.ToString().Should().Be("nothing");
    }

    [Fact]
    public void Equality_OrderAndRepeatsOfComponents_DoNotMatter()
    {
        Ablation.OfHeads([new(1, 2), new(0, 3)], Positions.Last).Should().Be(Ablation.OfHeads([new(0, 3), new(1, 2), new(0, 3)], Positions.Last));
        Ablation.OfLayers([2, 1], Positions.Last).Should().Be(Ablation.OfLayers([1, 2, 2], Positions.Last));
        Ablation.OfMlps([1], Positions.Last).Should().NotBe(Ablation.OfAttentions([1], Positions.Last));
        Ablation.OfMlps([1], Positions.Last).Should().NotBe(Ablation.OfMlps([1], Positions.All));
        Ablation.OfMlps([1], Positions.Last).Should().NotBe(Ablation.OfMlps([1], Positions.Last, Replacement.Mean));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("[{}]")]
    [InlineData("""[{"positions":"everywhere","mlps":[1]}]""")]
    [InlineData("""[{"positions":3,"mlps":[1]}]""")]
    [InlineData("""[{"positions":"all","mlps":[1.5]}]""")]
    [InlineData("""[{"positions":"all","mlps":1}]""")]
    [InlineData("""[{"positions":"all","heads":["1"]}]""")]
    [InlineData("""[{"positions":"all","heads":[null]}]""")]
    [InlineData("""[{"positions":"all","mlps":[1],"with":"median"}]""")]
    [InlineData("""[{"positions":"all","mlps":[1],"with":null}]""")]
    [InlineData("""[{"positions":"all","mlps":[1],"wiht":"mean"}]""")]
    [InlineData("""[{"positions":"all","mlps":[1]}""")]
    public void FromJson_AnotherForm_ThrowsAndSaysWhatIsExpected(string json) =>
        FluentActions.Invoking(() => Ablation.FromJson(json)).Should().Throw<FormatException>().WithMessage("*Expected an array of objects*positions*");

    [Fact]
    public void FromJson_NestedDeeply_Throws() =>
        FluentActions.Invoking(() => Ablation.FromJson(new string('[', 100_000))).Should().Throw<FormatException>();
}
