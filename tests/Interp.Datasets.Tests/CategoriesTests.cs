using Interp.Datasets.Benchmarks;

namespace Interp.Datasets.Tests;

public sealed class CategoriesTests
{
    [Fact]
    public void Objects_OfAllCategories_AreThirtySingleWordsEachWithoutDoubles()
    {
        Categories.Names.Should().HaveCount(24).And.Contain(Unnatural.Benchmark.Classes);
        Categories.Names.Should().OnlyContain(name => Categories.Objects(name).Length == 30);
        Categories.Names.SelectMany(name => Categories.Objects(name)).Should().OnlyHaveUniqueItems().And.OnlyContain(word => word.All(char.IsAsciiLetter));
    }

    [Fact]
    public void Find_NamesOfCategories_GivesTheirTask()
    {
        var task = BuiltInDatasets.Find("tool+fish+color")!;
        task.Benchmark.Key.Should().Be("tool+fish+color");
        task.Benchmark.Classes.Should().Equal("tool", "fish", "color");
        task.Benchmark.Formats[0].Labels.Should().Equal("tool", "fish", "color");
        task.Benchmark.Formats[0].Narrative.Should().Be("Consider the categories tool, fish, and color. Classify each object in its category.");
        task.Examples.Rows.Should().HaveCount(90).And.Contain(row => row.Fields[0] == "hammer" && row.Class == 0).And.Contain(row => row.Fields[0] == "trout" && row.Class == 1);
    }

    [Fact]
    public void Find_OtherLabels_ShowsThem()
    {
        var task = BuiltInDatasets.Find("tool=X+fish")!;
        task.Benchmark.Key.Should().Be("tool=X+fish");
        task.Benchmark.Formats[0].Labels.Should().Equal("X", "fish");
    }

    [Fact]
    public void Find_Unnatural_IsTheBenchmark() => BuiltInDatasets.Find("unnatural")!.Benchmark.Should().BeSameAs(Unnatural.Benchmark);

    [Theory]
    [InlineData("sst2")]
    [InlineData("tool")]
    [InlineData("tool+nonsense")]
    [InlineData("")]
    public void Find_AnythingElse_IsNotBuiltIn(string name) => BuiltInDatasets.Find(name).Should().BeNull();

    [Theory]
    [InlineData("tool+tool")]
    [InlineData("tool=A+fish=A")]
    public void Find_Doubles_AreRefused(string name) => FluentActions.Invoking(() => BuiltInDatasets.Find(name)).Should().Throw<ArgumentException>();

    [Fact]
    public void Objects_UnknownCategory_NamesThoseThereAre() =>
        FluentActions.Invoking(() => Categories.Load("tool", "planet")).Should().Throw<ArgumentException>().WithMessage("*no category \"planet\"; there are animal*");
}
