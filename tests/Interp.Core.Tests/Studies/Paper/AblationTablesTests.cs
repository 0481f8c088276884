using Interp.Core.Prompts;

namespace Interp.Core.Tests.Studies.Paper;

/// <summary>R5, R6 and R7 from the authors' arrays.</summary>
public sealed class AblationTablesTests
{
    private static readonly string[] Cases = ["none", "attention", "mlp", "late_layers"];

    [SkippableFact]
    public void R5_TwoModels_IsAsPrinted()
    {
        var lines = Printed.Lines(AblationNumbers.R5);
        lines.Should().HaveCount(6);
        foreach (var line in lines)
        {
            var (model, rest) = Printed.Split(line);
            var setting = Printed.Split(rest).Name switch { "permuted" => Setting.Permuted, "half" => Setting.HalfPermuted, _ => Setting.Random };
            var row = AuthorsResults.Table("r05-ablations").Row(model, setting.Name(), 14);
            Printed.Are(rest, Cases.SelectMany(name => new[] { row[$"{name}_true"], row[$"{name}_false"], row[$"{name}_gap"] }), line);
        }
    }

    [SkippableFact]
    public void R5_DatasetsOfGptJ_IsAsPrinted()
    {
        var lines = Printed.Lines(AblationNumbers.R5Datasets);
        lines.Should().HaveCount(15);
        foreach (var line in lines)
        {
            var row = AuthorsResults.Table("r05-ablations-gpt_j").Row(Printed.Split(line).Name);
            Printed.Are(Printed.Split(line).Cells, Cases.SelectMany(name => new[] { row[$"{name}_true"], row[$"{name}_false"] }), line);
        }
    }

    [SkippableFact]
    public void R5_Sst2LikeForLike_IsAsPrinted()
    {
        foreach (var line in Printed.Lines(AblationNumbers.R5LikeForLike))
        {
            var (model, rest) = Printed.Split(line);
            var row = AuthorsResults.Table("r05-sst2-like-for-like").Row(model);
            string[] cases = model == "gpt_j" ? [.. Cases, "heads_ours", "heads_null"] : Cases;
            Printed.Are(rest, cases.SelectMany(name => new[] { row[$"{name}_true"], row[$"{name}_false"] }), line);
        }
    }

    [SkippableTheory]
    [InlineData(Setting.Permuted, AblationNumbers.R6Permuted)]
    [InlineData(Setting.HalfPermuted, AblationNumbers.R6Half)]
    [InlineData(Setting.Random, AblationNumbers.R6Random)]
    public void R6_EachDataset_IsAsPrinted(Setting setting, string lines)
    {
        var table = AuthorsResults.Table($"r06-heads-gpt_j-{setting.Name()}");
        Printed.Lines(lines).Should().HaveCount(15);
        foreach (var line in Printed.Lines(lines))
        {
            var (name, rest) = Printed.Split(line);
            var isAverage = name == "**average**";
            var row = table.Row(isAverage ? "mean of 14" : name);
            Printed.Are(rest.Replace('*', ' '), row.Values.Skip(isAverage ? 7 : 1), line, cut: 2e-3);
        }
    }

    /// <summary>Section 1.11: the same gap reduction in the other ways of averaging it.</summary>
    [SkippableFact]
    public void R6_OtherAggregations_AreAsPrinted()
    {
        var row = AuthorsResults.Table("r06-heads-gpt_j-permuted_incorrect_labels").Row("ratio of means");
        Printed.Are("33.3 37.7", [row["ours_gap_reduction"], row["ours_gap_reduction_own_true"]], "ratio of means");
    }

    [SkippableFact]
    public void R7_HeadsOnUnnatural_AreAsPrinted()
    {
        var table = AuthorsResults.Table("r07-heads-gpt_j-unnatural");
        var lines = Printed.Lines(AttentionNumbers.R7Heads);
        lines.Should().HaveCount(12);
        table.Column("head").Take(12).Should().Equal(lines.Select(line => Printed.Split(line).Name));
        foreach (var line in lines)
        {
            var row = table.Row(Printed.Split(line).Name);
            // The printed ratio is a mean over prompts of ratios, which the arrays do not have.
            var printed = Printed.Numbers(Printed.Split(line).Cells);
            Printed.Are($"{printed[0]} {printed[1]} {printed[3]} {printed[4]}", [row["attention_same_label"], row["attention_all_labels"], row["pm_score"], row["pm_score_before_label"]], line);
        }
    }

    [SkippableFact]
    public void R7_OtherTopHeads_AreAsPrinted()
    {
        Top(AttentionNumbers.R7TrueHeads, "unnatural", PromptKind.Correct);
        Top(AttentionNumbers.R7Sst2Heads, "sst2", PromptKind.False);

        void Top(string printed, string dataset, PromptKind kind)
        {
            var rows = AuthorsResults.Folder.Attention.Where(row => row.Dataset == dataset && row.Prompts == kind).OrderByDescending(row => row.PmScore).ToArray();
            foreach (var (head, row) in printed.Split(", ").Zip(rows))
            {
                $"{row.Layer}.{row.Head}".Should().Be(head.Split(' ')[0]);
                Printed.Are(head.Split(' ')[1], [row.PmScore], head);
            }
        }
    }

    [SkippableFact]
    public void R7_Blocks_AreAsPrinted()
    {
        var table = AuthorsResults.Table("r07-blocks-gpt_j-unnatural");
        Printed.Are(AttentionNumbers.R7BothBlocks, table.Column("pm_true_and_false"), "both kinds");
        Printed.Are(AttentionNumbers.R7FalseBlocks, table.Column("pm_false"), "false prompts", cut: 1e-5);
    }
}
