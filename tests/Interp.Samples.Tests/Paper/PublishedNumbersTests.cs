using Interp.Samples.Shared.Paper.Items;

namespace Interp.Samples.Tests.Paper;

/// <summary>Made of the authors' arrays, the printed tables have the paper's numbers to every digit.</summary>
public sealed class PublishedNumbersTests
{
    private static readonly string[] Models = ["gpt2_xl", "gpt_j", "pythia_410M"];

    [SkippableFact]
    public void Figure1_Financial_IsTheText()
    {
        var run = PrintedTables.Of(Figure1.Item);
        var layers = run.Table("Financial PhraseBank: calibrated accuracy");
        Column(layers, 0).Should().Equal(PaperSpec.Numbers("R12", "true:", "Figure 1 middle"));
        Column(layers, 1).Should().Equal(PaperSpec.Numbers("R12", "false:", "Figure 1 middle"));
        Column(layers, 2).Should().Equal(PaperSpec.Numbers("R12", "zero-shot:", "Figure 1 middle"));
        var bars = run.Table("GPT-J, Financial PhraseBank: last layer with heads ablated");
        bars["nothing ablated"].Should().Equal("0.754", "0.352", "-");
        bars["random heads"][..2].Should().Equal("0.778", "0.376");
        bars["false induction heads"].Should().Equal("0.777", "0.484", "32.670");
    }

    [SkippableFact]
    public void Figure2_ByDemonstrations_IsR8()
    {
        var table = PrintedTables.Of(Figure2.Item).Table("R8. gpt_j");
        Column(table, 0).Should().Equal(PaperSpec.Numbers("R8", "gpt_j:"));
        Column(table, 1).Should().Equal(PaperSpec.Numbers("R8", "Permuted score x n_labels (GPT-J, 9 datasets with >= 3 labels incl. Unnatural)"));
        table["39"][2..].Should().Equal(PaperSpec.Numbers("R8", "Final permuted score (x n_labels), GPT-J per dataset"));
    }

    [SkippableFact]
    public void Figure3_ByDataset_IsR10()
    {
        var run = PrintedTables.Of(Figure3.Item);
        var table = run.Table("R10.");
        var (spec, printed) = (PaperSpec.Rows("R10"), table.Values.ToArray());
        printed.Should().HaveSameCount(spec);
        for (var i = 0; i < spec.Length; i++)
            Chunks(printed[i]).Should().Equal(new[] { 4, 5, 7 }.Select(column => spec[i][column]), spec[i][0]);
        run.Table("SST-2: calibrated accuracy").Should().HaveCount(29);
        run.Table("Unnatural: calibrated accuracy")["16"][1].Should().Be("0.912");
    }

    [SkippableTheory]
    [InlineData("gpt_j")]
    [InlineData("gpt2_xl")]
    [InlineData("pythia_410M")]
    public void Figure4_ByLayer_IsR12(string model)
    {
        var table = PrintedTables.Of(Figure4.Item).Table($"R12. {model}");
        Column(table, 0).Should().Equal(PaperSpec.Numbers("R12", $"{model} true:"));
        Column(table, 1).Should().Equal(PaperSpec.Numbers("R12", "false:", $"- {model} true:"));
        Column(table, 2).Should().Equal(PaperSpec.Numbers("R12", "zero-shot:", $"- {model} true:"));
        if (model == "pythia_410M")
            return;
        Column(table, 3).Should().Equal(PaperSpec.Numbers("R12", $"{model} half_permuted_incorrect_labels false:"));
        Column(table, 4).Should().Equal(PaperSpec.Numbers("R12", $"{model} random_labels false:"));
    }

    [SkippableFact]
    public void Figure4_Models_NamesTheOneThatTheArraysLack() => PrintedTables.Of(Figure4.Item).Output.Should().Contain("Missing: GPT-NeoX-20B: no rows of it.");

    [SkippableFact]
    public void Figure6_Scores_AreR7()
    {
        var run = PrintedTables.Of(Figure6.Item);
        var gptJ = run.Table("GPT-J: sum of prefix-matching scores");
        Column(gptJ, 0).Should().Equal(PaperSpec.Numbers("R7", "gpt_j (blocks 0..27):").Select(number => number == "-0.00" ? "0.00" : number));
        Column(gptJ, 1).Should().Equal(PaperSpec.Numbers("R7", "gpt_j:", "Percent of final gap").Skip(1));
        Column(run.Table("GPT2-XL: share of the final gap"), 0).Should().Equal(PaperSpec.Numbers("R7", "gpt2_xl:", "Percent of final gap").Skip(1));
        Column(run.Table("R7. gpt_j-unnatural: prefix-matching scores summed"), 0).Should().Equal(PaperSpec.Numbers("R7", "gpt_j false prompts only, sum over 16 heads:"));
        run.Output.Should().Contain("Missing: GPT2-XL: no attention of heads");
    }

    [SkippableFact]
    public void Table1_GptJ_IsR6()
    {
        var run = PrintedTables.Of(Table1.Item);
        run.Output.Should().MatchRegex(@"mean of 14 +top +-1\.26 +38\.98 ").And.MatchRegex(@"mean of 14 +random +0\.79 +3\.97 ");
        var spec = PaperSpec.Rows("R6", "Setting permuted_incorrect_labels").Single(row => row[0] == "sst2");
        run.Table("GPT-J: heads ablated")["sst2"][1..3].Should().Equal(spec[4], spec[5]);
        run.Output.Should().MatchRegex($@"agnews +random +2\.70 +-11\.06 ");
    }

    [SkippableTheory]
    [InlineData("permuted_incorrect_labels")]
    [InlineData("half_permuted_incorrect_labels")]
    [InlineData("random_labels")]
    public void Table3_EveryDataset_IsR6(string setting)
    {
        var run = PrintedTables.Of(Table3.Item);
        var (table, spec) = (run.Table($"R6. gpt_j, {setting}"), PaperSpec.Rows("R6", $"Setting {setting}"));
        foreach (var row in spec.SkipLast(1))
        {
            var printed = table[row[0]];
            $"{printed[0]} / {printed[1]}".Should().Be(row[1]);
            $"{printed[2]} / {printed[3]}".Should().Be(row[2]);
            $"{printed[4]} / {printed[5]}".Should().Be(row[3]);
            Near(printed[6..], row[4..], row[0]);
        }

        Near(table["mean of 14"][6..], spec[^1][4..], "mean");
    }

    [SkippableFact]
    public void Table2_Means_AreThePapers()
    {
        var run = PrintedTables.Of(Table2.Item);
        var table = run.Table("Accuracy in %");
        table["zeroed from"].Should().Equal("30", "16", "30", "16");
        table["labels"].Should().Equal("permuted", "permuted", "correct", "correct");
        table["full"].Should().Equal("41.97", "37.42", "54.19", "65.54");
        table["attention"].Should().Equal("46.09", "47.58", "54.09", "64.46");
        table["MLP"].Should().Equal("42.88", "37.97", "52.47", "65.84");
        table["layers"].Should().Equal("44.63", "47.72", "53.68", "64.00");
        table["full se"].Should().OnlyContain(error => error.StartsWith("0.4", StringComparison.Ordinal) || error.StartsWith("0.3", StringComparison.Ordinal), "the standard error of such a mean is 0.4 points");
        run.Output.Should().Contain("Missing: Pythia-410M: no ablations of attention").And.Contain("Missing: GPT-NeoX-20B");
    }

    [SkippableFact]
    public void Appendix_Settings_AreR1()
    {
        var table = PrintedTables.OfAppendix("settings").Table("R1.");
        var spec = PaperSpec.Rows("R1").ToDictionary(row => row[0], row => row[1..]);
        string[] columns = ["permuted_true", "permuted_false", "permuted_gap", "half_true", "half_false", "half_gap", "random_true", "random_false", "random_gap", "zero_shot"];
        foreach (var (index, model) in Models.Index())
            columns.Select(column => table[column][index]).Should().Equal(spec[model], model);
    }

    [SkippableFact]
    public void Appendix_Shares_AreR2()
    {
        var run = PrintedTables.OfAppendix("shares");
        foreach (var row in PaperSpec.Rows("R2").Where(row => Models.Contains(row[0])))
            run.Output.Should().MatchRegex($@"{row[0]} +14 +{row[1]} +{row[2]} +{row[3]} +{row[4]}\b");
    }

    [SkippableFact]
    public void Appendix_EarlyExit_IsR3()
    {
        var table = PrintedTables.OfAppendix("early-exit").Table("R3.");
        var spec = PaperSpec.Rows("R3").ToDictionary(row => row[0], row => row[1..]);
        foreach (var (index, model) in Models.Index())
        {
            string Printed(string column) => table[column][index];
            var row = spec[model];
            new[] { Printed("last"), Printed("k"), Printed("true_at_k"), Printed("true_at_last") }.Should().Equal(row[..4]);
            new[] { Signed(Printed("delta_true")), Printed("false_at_k"), Printed("false_at_last"), Signed(Printed("delta_false")) }.Should().Equal(row[4..8]);
            $"{Printed("datasets_better")}/{Printed("of_datasets")}".Should().Be(row[8]);
            $"{Signed(Printed("half_delta_true"))} / {Signed(Printed("half_delta_false"))}".Should().Be(row[9]);
            $"{Signed(Printed("random_delta_true"))} / {Signed(Printed("random_delta_false"))}".Should().Be(row[10]);
        }
    }

    [SkippableFact]
    public void Appendix_Layers_AreR4()
    {
        var table = PrintedTables.OfAppendix("layers").Table("R4.");
        var spec = PaperSpec.Rows("R4").ToDictionary(row => row[0], row => row[1..]);
        foreach (var (index, model) in Models.Index())
            table.Where(row => row.Key != "datasets").Select(row => row.Value[index]).Should().Equal(spec[model], model);
    }

    [SkippableTheory]
    [InlineData("gpt_j", 1)]
    [InlineData("gpt2_xl", 2)]
    public void Appendix_Formats_AreR9(string model, int column)
    {
        var table = PrintedTables.OfAppendix("formats").Table($"R9. {model}");
        foreach (var row in PaperSpec.Rows("R9"))
        {
            var printed = table[row[0]];
            $"{printed[0]} / {printed[1]}; exit {printed[2]}; crit {printed[3]}; zs {printed[4]}".Should().Be(row[column], $"format {row[0]}");
        }
    }

    [SkippableFact]
    public void Appendix_Mislabelled_IsR13()
    {
        var run = PrintedTables.OfAppendix("mislabelled");
        foreach (var row in PaperSpec.Rows("R13"))
        {
            foreach (var cell in row[1..3])
                run.Output.Should().MatchRegex(string.Join(" +", cell.Split(" / ")), row[0]);
        }
    }

    [SkippableFact]
    public void Appendix_Metrics_NamesWhatTheArraysLack() =>
        PrintedTables.OfAppendix("metrics").Output.Should().Contain("Missing: GPT-J: no measure top_1_accuracy (R11)").And.Contain("Missing: GPT-J: no measure label_space_probability (R11)");

    private static IEnumerable<string> Column(Dictionary<string, string[]> table, int column) => table.Values.Select(row => row[column]);

    private static IEnumerable<string> Chunks(string[] cells) => cells.Chunk(3).Select(chunk => string.Join("/", chunk));

    private static string Signed(string number) => number.StartsWith('-') ? Three(number) : $"+{Three(number)}";

    /// <summary>Printed with a digit more than the specification has.</summary>
    private static string Three(string number) => decimal.Round(Number(number), 3).ToString("F3", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Printed with a digit more than the specification has.</summary>
    private static void Near(string[] printed, string[] spec, string row) =>
        printed.Zip(spec, (one, other) => Math.Abs(Number(one) - Number(other))).Should().HaveCount(spec.Length).And.OnlyContain(difference => difference <= 0.0055m, $"{string.Join(" ", printed)} is {string.Join(" ", spec)}, {row}");

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
