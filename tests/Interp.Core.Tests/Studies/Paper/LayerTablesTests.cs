using Interp.Core.Prompts;
using Interp.Core.Studies;

namespace Interp.Core.Tests.Studies.Paper;

/// <summary>R3, R4, R9, R12 and Figure 1 from the authors' arrays.</summary>
public sealed class LayerTablesTests
{
    [SkippableFact]
    public void R3_ThreeModels_IsAsPrinted()
    {
        foreach (var line in Printed.Lines(LayerNumbers.R3))
        {
            var (model, rest) = Printed.Split(line);
            var row = AuthorsResults.Table("r03-early-exit-layer").Row(model, 14);
            Printed.Are(rest.Replace('/', ' '), row.Values.Skip(2), line, cut: 1e-4); // Percentage points of six digits.
        }
    }

    [SkippableFact]
    public void R4_ThreeModels_IsExactlyAsPrinted()
    {
        foreach (var line in Printed.Lines(LayerNumbers.R4))
        {
            var (model, rest) = Printed.Split(line);
            var row = AuthorsResults.Table("r04-critical-layer").Row(model, 14);
            Printed.Are(rest, row.Values.Skip(2), line, cut: -0.05 + 1e-9);
        }
    }

    [SkippableTheory]
    [InlineData("gpt_j", LayerNumbers.R9GptJ)]
    [InlineData("gpt2_xl", LayerNumbers.R9Gpt2Xl)]
    public void R9_EachFormat_IsAsPrinted(string model, string lines)
    {
        Printed.Lines(lines).Should().HaveCount(15);
        foreach (var line in Printed.Lines(lines))
            Printed.Are(line.Replace(':', ' '), AuthorsResults.Table($"r09-sst2-by-format-{model}").Row(int.Parse(line.Split(':')[0], null)).Values, $"{model} {line}");
    }

    [SkippableFact]
    public void R12_EachCurve_IsAsPrinted()
    {
        var lines = Printed.Lines(LayerNumbers.R12);
        lines.Should().HaveCount(21);
        foreach (var line in lines)
        {
            var (name, numbers) = (line.Split(": ")[0], line.Split(": ")[1]);
            var (model, column) = name.Split(' ') switch
            {
                ["ablation", var ablation, var kind] => ("gpt_j", $"{ablation}_{kind}"),
                [var of, "half_permuted_incorrect_labels", "false"] => (of, "half_false"),
                [var of, "random_labels", "false"] => (of, "random_false"),
                [var of, "zero-shot"] => (of, "zero_shot"),
                [var of, var kind] => (of, kind),
                _ => throw new FormatException(line),
            };
            Printed.Are(numbers, AuthorsResults.Table($"r12-by-layer-{model}").Column(column), name);
        }
    }

    [SkippableFact]
    public void R7_ShareOfFinalGap_IsAsPrinted()
    {
        foreach (var line in Printed.Lines(LayerNumbers.R7Share))
            Printed.Are(line.Split(": ")[1], AuthorsResults.Table($"r12-by-layer-{line.Split(':')[0]}").Column("share_of_final_gap"), line);
    }

    [SkippableFact]
    public void Figure1_FinancialPhrasebank_IsAsPrinted()
    {
        var curves = new SettingCurves([.. AuthorsResults.Folder.Measurements.Where(row => row.Model == "gpt_j" && row.Setting == Setting.Permuted)]);
        var last = Enumerable.Range(0, curves.LastState + 1);
        var lines = Printed.Lines(LayerNumbers.Figure1);
        Printed.Are(lines[0], curves.ByState("financial_phrasebank", PromptKind.Correct).Cast<object?>(), lines[0]);
        Printed.Are(lines[1], curves.ByState("financial_phrasebank", PromptKind.False).Cast<object?>(), lines[1]);
        Printed.Are(lines[2], last.Select(state => (object?)curves.Accuracy("financial_phrasebank", PromptKind.Correct, state, 0)), lines[2]);
    }
}
