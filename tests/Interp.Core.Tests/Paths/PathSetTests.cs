using Interp.Core.Batches;
using Interp.Core.Paths;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;

namespace Interp.Core.Tests.Paths;

public sealed class PathSetTests
{
    [Theory]
    [InlineData("head 2.1 -> key 3.0 at all")]
    [InlineData("head 2.1 -> key 3.0, mlp 1 -> key 3.0 at last-pre-label")]
    [InlineData("embedding -> logits at [[1,2],[3]]")]
    public void Parse_WhatToStringWrites_IsTheSameValue(string text)
    {
        PathSet.Parse(text).ToString().Should().Be(text);
        PathSet.Parse(text).Should().Be(PathSet.Parse(text));
        PathSet.Parse(text).GetHashCode().Should().Be(PathSet.Parse(text).GetHashCode());
        PathSet.Parse(text).Should().NotBe(PathSet.Parse(text) with { At = Positions.Last });
    }

    [Fact]
    public void Feeding_SomeHeads_HasEveryPathIntoThem()
    {
        using var model = TinyModel.Of("llama-gqa");
        // Heads 2.2 and 2.3 share key head 1: two queries, one key, one value, each fed by the embedding, 8 heads and 2 MLPs.
        var sets = PathSet.Feeding(model, [new HeadId(2, 2), new HeadId(2, 3)]);
        sets.Should().HaveCount(4 * 11).And.OnlyHaveUniqueItems();
        sets.Select(set => set.Edges.Single().Receiver.ToString()).Distinct().Should().Equal("query 2.2", "key 2.1", "value 2.1", "query 2.3");
        sets.Should().OnlyContain(set => set.At == (set.Edges[0].Receiver.Kind == ReceiverKind.Query ? Positions.LastPreLabel : Positions.All));
    }

    [Fact]
    public void RandomPaths_LikeASet_AreOfItsKindAndOfTheModel()
    {
        using var model = TinyModel.Of("llama-gqa");
        var like = PathSet.Parse("head 0.1 -> key 1.0, head 0.2 -> key 1.0, mlp 0 -> logits at pre-label");
        FluentActions.Invoking(() => RandomPaths.Like(model, like, 3, seed: 1)).Should().Throw<ArgumentException>().WithMessage("*set of their own*");
        like = PathSet.Parse("head 0.1 -> key 1.0, head 0.2 -> key 1.0, mlp 0 -> mlp-input 1 at pre-label");
        var sets = RandomPaths.Like(model, like, 40, seed: 1);
        sets.Should().Equal(RandomPaths.Like(model, like, 60, seed: 1).Take(40)).And.NotEqual(RandomPaths.Like(model, like, 40, seed: 2));
        foreach (var set in sets)
        {
            set.Require(model);
            set.At.Should().Be(like.At);
            set.Edges.Select(edge => (edge.Sender.Kind, edge.Receiver.Kind)).Should().BeEquivalentTo(like.Edges.Select(edge => (edge.Sender.Kind, edge.Receiver.Kind)));
            set.Edges.Should().NotIntersectWith(like.Edges);
        }

        sets.SelectMany(set => set.Edges).Distinct().Should().HaveCountGreaterThan(20);
        FluentActions.Invoking(() => RandomPaths.Like(model, PathSet.Parse("embedding -> logits at all"), 3, seed: 1)).Should().Throw<ArgumentException>().WithMessage("*Embedding to Logits*has 0*");
    }
}
