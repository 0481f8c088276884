using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies.Specs;
using Interp.Samples.Tests.Studies;

namespace Interp.Samples.Tests.Overthinking;

public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_BuiltInModel_WritesRowsAndPictures()
    {
        var run = CommandRun.Of("run", "--count", "6", "--demonstrations", "3", "--out", _folder.File("out"));

        run.Complaints.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        _folder.Content.Should().Equal("out", "out/accuracy-by-layer.png", "out/accuracy-by-layer.svg", "out/measurements.csv");
        var rows = ResultTables.Measurements.Read(_folder.File("out/measurements.csv"));
        rows.Should().HaveCount(2 * 7 * 3, "kinds times hidden indices times positions");
        rows.Should().OnlyContain(row => row.Setting == Setting.Permuted && row.Dataset == "unnatural" && row.Format == 0);
        rows.Should().OnlyContain(row => row.Count == 6 && row.Seed == 1 && row.Method != null && row.High == row.Upper95);
        rows.Should().OnlyContain(row => row.Low <= row.CalibratedAccuracy && row.CalibratedAccuracy <= row.High && row.PermutedLow <= row.PermutedScore && row.PermutedScore <= row.PermutedHigh);
    }

    [Fact]
    public void Run_AnyModel_StartsAtChanceAndSharesZeroShot()
    {
        CommandRun.Of("run", "--count", "6", "--demonstrations", "3", "--out", _folder.Path).ExitCode.Should().Be(0);

        var rows = ResultTables.Measurements.Read(_folder.File("measurements.csv"));
        rows.Where(row => row.State == 0).Should().OnlyContain(row => row.CalibratedAccuracy == 1.0 / 3 && row.Upper95 == row.CalibratedAccuracy);
        rows.Where(row => row.Demonstration == 0).GroupBy(row => row.State)
            .Should().OnlyContain(pair => pair.Select(row => row.CalibratedAccuracy).Distinct().Count() == 1, "no label stands before position 0");
    }

    [Fact]
    public void Run_SameSeedTwice_WritesTheSameRows()
    {
        string[] run = ["run", "--count", "5", "--demonstrations", "2", "--setting", "random_labels", "--seed", "7", "--out"];
        CommandRun.Of([.. run, _folder.File("a")]).ExitCode.Should().Be(0);
        CommandRun.Of([.. run, _folder.File("b")]).ExitCode.Should().Be(0);

        File.ReadAllText(_folder.File("b/measurements.csv")).Should().Be(File.ReadAllText(_folder.File("a/measurements.csv")));
    }

    [Fact]
    public void Run_Stream_SaysWhatItReadsAndWritesTheSameRows()
    {
        string[] run = ["run", "--model", "tiny-gptneox", "--count", "5", "--demonstrations", "2", "--out"];
        CommandRun.Of([.. run, _folder.File("a")]).ExitCode.Should().Be(0);
        var streamed = CommandRun.Of([.. run, _folder.File("b"), "--stream"]);

        streamed.ExitCode.Should().Be(0);
        streamed.Output.Should().Contain("1 wave, 0.0 KiB to read", "the weights of a tiny model are in no file").And.Contain("peak about");
        File.ReadAllText(_folder.File("b/measurements.csv")).Should().Be(File.ReadAllText(_folder.File("a/measurements.csv")));
    }

    [Fact]
    public void StudyExplain_Stream_CountsWavesAndThePeak()
    {
        var spec = _folder.Write("small.study.json", SpecFile.Write(StudyToys.Spec(4)));
        var explained = CommandRun.Of("study", "explain", spec, "--stream");

        explained.Errors.Should().BeEmpty();
        explained.Output.Should().MatchRegex("cell, streamed +waves +to read +peak");
    }

    [Fact]
    public void Run_NotATerminal_PrintsPlainLinesAndTheTable()
    {
        var run = CommandRun.Of("run", "--count", "6", "--demonstrations", "3", "--out", _folder.Path);

        run.Output.Should().NotContain("\e").And.NotContain("\r\e");
        run.Errors.Should().Contain(line => line.StartsWith("Reading prompts: 12 of 12 (100 %)", StringComparison.Ordinal));
        run.Output.Should().MatchRegex("layer +correct labels +permuted labels +zero-shot +chance");
        run.Output.Should().MatchRegex(@"0 +0\.333 ± 0\.000 +0\.333 ± 0\.000 +0\.333 ± 0\.000 +0\.333");
    }

    [Theory]
    [InlineData("overthinker", false)]
    [InlineData("tiny-gpt2", true)]
    public void Run_RandomWeights_SaysThatTheyMeanNothing(string model, bool says) =>
        CommandRun.Of("run", "--model", model, "--count", "2", "--demonstrations", "2", "--out", _folder.Path)
            .Errors.Any(line => line.Contains("its numbers say nothing about language", StringComparison.Ordinal)).Should().Be(says);

    [Theory]
    [InlineData("color+city+tool")]
    [InlineData("fish=A+metal=B")]
    public void Run_DrawOfCategories_NeedsNoData(string dataset)
    {
        CommandRun.Of("run", "--dataset", dataset, "--count", "3", "--demonstrations", "3", "--out", _folder.Path).ExitCode.Should().Be(0);
        ResultTables.Measurements.Read(_folder.File("measurements.csv")).Should().OnlyContain(row => row.Dataset == dataset);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Run_NoCommand_RunsTheWholeStudy()
    {
        var run = CommandRun.Of("--out", _folder.Path, "--quiet");
        run.Complaints.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        _folder.Content.Should().Contain("report.html").And.Contain("figures/accuracy-by-layer.png").And.Contain("tables/ablations.parquet");
        ResultTables.Ablations.Read(_folder.File("tables/ablations.csv.gz")).Select(row => row.Ablation).Distinct()
            .Should().Contain(["late attention", "late mlp", "late layers", "heads", "heads controls", "knockout"]);
    }

    [Fact]
    public void Run_FolderWithOtherFiles_KeepsThemAndReplacesItsOwn()
    {
        File.WriteAllText(_folder.File("notes.txt"), "mine");
        File.WriteAllText(_folder.File("measurements.csv"), "old");

        CommandRun.Of("run", "--count", "4", "--demonstrations", "2", "--out", _folder.Path).ExitCode.Should().Be(0);

        File.ReadAllText(_folder.File("notes.txt")).Should().Be("mine");
        File.ReadAllText(_folder.File("measurements.csv")).Should().StartWith("model,protocol,setting,dataset,");
        _folder.Content.Should().HaveCount(4);
    }

    [Fact]
    public void Run_Stopped_SaysHowToRunAgainAndLeavesNothing()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        var run = CommandRun.Of(stop.Token, "run", "--count", "6", "--out", _folder.File("my results"));

        run.ExitCode.Should().Be(130);
        run.Errors.Should().ContainSingle().Which.Should().EndWith(
            $"nothing was written. To run it again: dotnet run --project samples/Overthinking -c Release -- run --count 6 --out '{_folder.File("my results")}'");
        _folder.Content.Should().BeEmpty();
    }

    [SkippableFact]
    [Trait("Category", "Long")]
    public void Run_RealModel_ReadsItAboveChanceOnCorrectLabels()
    {
        var run = CommandRun.Of(
            "run", "--model", Repository.Shared("models/SmolLM2-135M-Instruct.Q4_1.gguf"), "--dataset", "sst2", "--data", Repository.Shared("datasets/sst2"),
            "--count", "20", "--demonstrations", "8", "--out", _folder.Path);

        run.Complaints.Should().BeEmpty();
        var last = ResultTables.Measurements.Read(_folder.File("measurements.csv")).Where(row => row is { State: 30, Demonstration: 7 }).ToArray();
        var correct = last.Single(row => row.Prompts == PromptKind.Correct);
        var permuted = last.Single(row => row.Prompts == PromptKind.False);
        correct.CalibratedAccuracy.Should().BeGreaterThan(0.5);
        permuted.CalibratedAccuracy.Should().BeLessThan(correct.CalibratedAccuracy);
    }
}
