using Interp.Core.Heads;
using Interp.Core.Transformer;

namespace Interp.Core.Tests.Heads;

public sealed class RandomHeadsTests
{
    private static readonly TransformerInfo Info = new()
    {
        Architecture = "sizes of GPT-J", Layers = 28, DModel = 4096, Heads = 16, KvHeads = 16, DHead = 256, DMlp = 16384, DVocab = 50400, ContextLength = 2048,
    };

    /// <summary>The five heads of GPT-J in the paper.</summary>
    private static readonly HeadId[] Paper = [new(14, 6), new(16, 7), new(20, 0), new(11, 0), new(12, 10)];

    [Fact]
    public void Uniform_ManySets_AreOfDistinctHeadsAllEquallyOften()
    {
        var sets = RandomHeads.Uniform(Info, 5, 2000, seed: 3);
        sets.Should().HaveCount(2000).And.OnlyContain(set => set.Length == 5 && set.Distinct().Count() == 5);
        var counts = sets.SelectMany(set => set).CountBy(head => head).ToDictionary();
        counts.Keys.Should().OnlyContain(head => head.Layer >= 0 && head.Layer < 28 && head.Head >= 0 && head.Head < 16);
        counts.Should().HaveCount(448, "each is drawn some time");

        // Chi-squared of 447 degrees of freedom: mean 447 (less for drawing without replacement), deviation 30.
        var expected = 2000 * 5 / 448.0;
        counts.Values.Sum(count => (count - expected) * (count - expected) / expected).Should().BeInRange(447 - 150, 447 + 150);
    }

    [Fact]
    public void Uniform_SameSeed_IsTheSameHoweverManyAreDrawn()
    {
        RandomHeads.Uniform(Info, 5, 300, seed: 8).Take(20).Select(set => string.Join(" ", set)).Should().Equal(RandomHeads.Uniform(Info, 5, 20, seed: 8).Select(set => string.Join(" ", set)));
        RandomHeads.Uniform(Info, 5, 20, seed: 9).Select(set => string.Join(" ", set)).Should().NotEqual(RandomHeads.Uniform(Info, 5, 20, seed: 8).Select(set => string.Join(" ", set)));
        RandomHeads.Uniform(Info, 400, 3, seed: 8, except: Paper).Should().OnlyContain(set => set.Length == 400 && !set.Intersect(Paper).Any());
    }

    [Fact]
    public void InLayersOf_EachSet_HasAsManyHeadsOfEachBlock()
    {
        HeadId[] like = [.. Paper, new(14, 1), new(14, 2)];
        var sets = RandomHeads.InLayersOf(Info, like, 300, seed: 1, except: like);
        sets.Should().HaveCount(300).And.OnlyContain(set => set.Distinct().Count() == 7 && !set.Intersect(like).Any());
        foreach (var set in sets)
            set.Select(head => head.Layer).Should().Equal(11, 12, 14, 14, 14, 16, 20);
        sets.SelectMany(set => set).Where(head => head.Layer == 16).Distinct().Should().HaveCount(15);
    }

    [Fact]
    public void Draw_MoreThanThereAre_IsRefused()
    {
        FluentActions.Invoking(() => RandomHeads.Uniform(Info, 449, 1, 0)).Should().Throw<ArgumentException>().WithMessage("*449 heads of the model*448*");
        FluentActions.Invoking(() => RandomHeads.InLayersOf(Info, [.. Enumerable.Range(0, 9).Select(head => new HeadId(3, head))], 1, 0, Enumerable.Range(0, 9).Select(head => new HeadId(3, head))))
            .Should().Throw<ArgumentException>().WithMessage("*9 heads of block 3*7*");
        FluentActions.Invoking(() => RandomHeads.InLayersOf(Info, [new(3, 1), new(3, 1)], 1, 0)).Should().Throw<ArgumentException>().WithMessage("*distinct*");
        FluentActions.Invoking(() => RandomHeads.InLayersOf(Info, [new(28, 1)], 1, 0)).Should().Throw<ArgumentException>();
    }
}
