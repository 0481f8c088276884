using Interp.Samples.Overthinking.Pages;

namespace Interp.Samples.Tests.Reports;

public sealed class PaperValuesTests
{
    [Theory]
    [InlineData("gpt_j", "gpt_j")]
    [InlineData("EleutherAI/gpt-j-6B", "gpt_j")]
    [InlineData("pythia-410m", "pythia_410M")]
    [InlineData("EleutherAI/pythia-6.9b", "pythia_6p9B")]
    [InlineData("gpt2", "gpt2")]
    [InlineData("openai-community/gpt2-xl", "gpt2_xl")]
    [InlineData("meta-llama/Llama-2-7b-hf", "llama2_7b")]
    [InlineData("overthinker", null)]
    [InlineData("gpt2-tiny", null)]
    public void ModelOf_Name_IsThePapersOrNone(string name, string? expected) => PaperValues.ModelOf(name).Should().Be(expected);

    [Fact]
    public void All_Values_AreThoseOfTheirTables()
    {
        PaperValues.All.GroupBy(value => value.Table).ToDictionary(table => table.Key, table => table.Count()).Should().BeEquivalentTo(new Dictionary<string, int> { ["R1"] = 144, ["R3"] = 45, ["R4"] = 255, ["R6"] = 180, ["R10"] = 720 });
        PaperValues.All.Should().Contain(value => value.Table == "R10" && value.Model == "gpt_j" && value.Dataset == "unnatural" && value.Quantity == "false" && value.Value == 0.078);
        PaperValues.All.Select(value => (value.Model, value.Setting, value.Dataset, value.Quantity)).Should().OnlyHaveUniqueItems();
    }

    [SkippableFact]
    [Trait("Category", "Long")]
    public void Page_ThreeModelsOfThePaper_FitsThreeMegabytes()
    {
        var page = ReportBuilder.Page(ReportRows.Read(Repository.Shared("paper-results"), null));
        System.Text.Encoding.UTF8.GetByteCount(page).Should().BeLessThanOrEqualTo(ReportBuilder.MostBytes);
        PageText.Parse(page).Named("li").Select(item => item.Value).Should().Contain(line => line.StartsWith("Figures as SVG files", StringComparison.Ordinal));
    }

    /// <summary>The authors' own rows must give the paper's numbers to the last digit that is printed: of accuracy, early exit and critical layers alike.</summary>
    [SkippableFact]
    public void Of_AuthorsRows_DifferByRoundingOnly()
    {
        var values = PaperComparison.Of(ReportRows.Read(Repository.Shared("paper-results"), "pythia_410M"), "pythia_410M").ToArray();
        values.Select(value => value.Paper.Quantity).Distinct().Should().BeEquivalentTo("correct", "false", "gap", "zero_shot", "early_exit_layer", "early_exit_correct_gain", "early_exit_false_gain", "critical_layer");
        values.Should().HaveCountGreaterThan(70).And.OnlyContain(value => Math.Abs(value.Difference) < (value.Paper.Table == "R10" ? 0.00051 : 0.000051));
    }
}
