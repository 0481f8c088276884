namespace Interp.Core.Tests.Studies.Paper;

/// <summary>R1, R2, R8, R10 and R13 from the authors' arrays.</summary>
public sealed class AccuracyTablesTests
{
    [SkippableFact]
    public void R1_ThreeModels_IsAsPrinted()
    {
        foreach (var line in Printed.Lines(AccuracyNumbers.R1))
        {
            var (model, rest) = Printed.Split(line);
            var row = AuthorsResults.Table("r01-final-accuracy").Row(model, 14);
            Printed.Are(rest, row.Values.Skip(2), line);
        }
    }

    [SkippableFact]
    public void R2_TwoModels_IsAsPrinted()
    {
        var table = AuthorsResults.Table("r02-share-of-permuted-labels");
        table.Rows.Should().HaveCount(8);
        foreach (var (line, row) in Printed.Lines(AccuracyNumbers.R2).OrderBy(line => line, StringComparer.Ordinal).Zip(table.Rows.OrderBy(row => $"{row[0]}{row[2]}", StringComparer.Ordinal)))
        {
            row[0].Should().Be(Printed.Split(line).Name);
            Printed.Are(Printed.Split(line).Cells, row.Skip(2), line);
        }
    }

    [SkippableFact]
    public void R8_Gap_IsAsPrinted()
    {
        foreach (var line in Printed.Lines(AccuracyNumbers.R8))
        {
            var (model, rest) = (line.Split(':')[0], line.Split(':')[1]);
            Printed.Are(rest, AuthorsResults.Table($"r08-by-demonstrations-{model}").Column("gap"), line);
        }
    }

    [SkippableFact]
    public void R8_PermutedScore_IsAsPrinted()
    {
        Printed.Are(AccuracyNumbers.R8Permuted, AuthorsResults.Table("r08-by-demonstrations-gpt_j").Column("permuted_score"), "permuted score of gpt_j");
        foreach (var dataset in AccuracyNumbers.R8PermutedDatasets.Split(", "))
        {
            var (name, number) = (dataset.Split(' ')[0], dataset.Split(' ')[1]);
            Printed.Are(number, [AuthorsResults.Table("r08-by-demonstrations-gpt_j").Column($"permuted_score_{PaperSuite.Key(name)}")[^1]], dataset);
        }

        foreach (var model in AccuracyNumbers.R8PermutedMeans.Split(", "))
            Printed.Are(model.Split(' ')[1], [AuthorsResults.Table($"r08-by-demonstrations-{model.Split(' ')[0]}").Column("permuted_score")[^1]], model);
    }

    [SkippableTheory]
    [InlineData("gpt2_xl", AccuracyNumbers.R10Gpt2Xl)]
    [InlineData("gpt_j", AccuracyNumbers.R10GptJ)]
    [InlineData("pythia_410M", AccuracyNumbers.R10Pythia410M)]
    public void R10_EachModel_IsAsPrinted(string model, string lines)
    {
        Printed.Lines(lines).Should().HaveCount(16);
        foreach (var line in Printed.Lines(lines))
        {
            var row = AuthorsResults.Table("r10-by-dataset").Row(PaperSuite.Key(line.Split(':')[0]));
            Printed.Are(line.Split(':')[1].Replace('/', ' '), [row[$"{model}_true"], row[$"{model}_false"], row[$"{model}_zero_shot"]], $"{model} {line}");
        }
    }

    [SkippableFact]
    public void R13_TwoModels_IsAsPrinted()
    {
        foreach (var line in Printed.Lines(AccuracyNumbers.R13))
        {
            var (variant, rest) = Printed.Split(line);
            var (dataset, format) = (variant is "without TREC" or "both" ? "yes" : "no", variant is "SST-2 without format 10" or "both" ? "yes" : "no");
            var table = AuthorsResults.Table("r13-without-the-mislabelled");
            Printed.Are(rest, [.. table.Row("gpt_j", dataset, format).Values.Skip(4), .. table.Row("gpt2_xl", dataset, format).Values.Skip(4)], line);
        }
    }

    [SkippableFact]
    public void Missing_AuthorsArrays_SaysWhatTheyDoNotHave() => AuthorsResults.Missing.Select(line => line.Split(' ')[0]).Should().Equal("R2", "R5", "R6", "R7", "R11");
}
