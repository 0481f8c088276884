using Interp.Core.Results;

namespace Interp.Samples.Tests.Overthinking;

public sealed class PaperTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Paper_AuthorsArrays_PrintsAndWritesTheTables()
    {
        var run = CommandRun.Of("paper", "--results", Repository.Shared("paper-results"), "--model", "pythia_410M", "--out", _folder.File("tables"));

        run.Complaints.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().MatchRegex(@"permuted_gap +0\.1424").And.MatchRegex(@"\bk +15\b").And.MatchRegex(@"average +12\b");
        run.Output.Should().Contain("Missing: R6 ablations of heads: needs ablations").And.Contain("Missing: R11").And.NotContain("gpt_j");
        File.ReadAllLines(_folder.File("tables/r03-early-exit-layer.csv")).Should().HaveCount(2).And.HaveElementAt(0, "model,datasets,last,k,true_at_k,true_at_last,delta_true,false_at_k,false_at_last,delta_false,datasets_better,of_datasets,half_delta_true,half_delta_false,random_delta_true,random_delta_false");
        File.ReadAllLines(_folder.File("tables/r12-by-layer-pythia_410M.csv")).Should().HaveCount(26);
    }

    [Fact]
    public void Paper_RowsOfARun_MakesTheTablesTheyAllow()
    {
        CommandRun.Of("run", "--count", "6", "--demonstrations", "3", "--out", _folder.File("run"));
        var run = CommandRun.Of("paper", "--results", _folder.File("run"));
        run.Complaints.Should().BeEmpty();
        run.Output.Should().Contain("Missing: R1 final accuracy: needs measurements of datasets that are averaged").And.Contain("Missing: R3").And.Contain("R10. By dataset").And.MatchRegex(@"unnatural +0\.\d{3} +0\.\d{3} +0\.\d{3}");
    }

    [Fact]
    public void Paper_UnknownModel_NamesThoseThereAre()
    {
        CommandRun.Of("run", "--count", "6", "--demonstrations", "3", "--out", _folder.File("run"));
        var run = CommandRun.Of("paper", "--results", _folder.File("run"), "--model", "gpt_j");
        run.ExitCode.Should().Be(2);
        run.Errors.Should().ContainSingle().Which.Should().Contain("there are no rows of gpt_j; there are rows of overthinker");
    }

    [Fact]
    public void Paper_FolderWithoutRows_Refuses()
    {
        _folder.Write("other.csv", "a,b\n1,2\n");
        var run = CommandRun.Of("paper", "--results", _folder.Path);
        run.ExitCode.Should().Be(2);
        run.Errors.Should().ContainSingle().Which.Should().Contain("no file in it holds result rows; looked into other.csv");
    }

    [Fact]
    public void Diff_RunAndItself_HasNoMoves()
    {
        CommandRun.Of("run", "--count", "6", "--demonstrations", "3", "--out", _folder.File("run"));
        var diff = CommandRun.Of("study", "diff", _folder.File("run"), _folder.File("run"));
        diff.ExitCode.Should().Be(0);
        diff.Output.Should().Contain("No number moved beyond its interval.").And.MatchRegex(@"measurements +\d+ +0 +0 +0 +0 +0");
    }

    [Fact]
    public void Diff_ChangedNumber_IsListed()
    {
        CommandRun.Of("run", "--count", "6", "--demonstrations", "3", "--out", _folder.File("run"));
        var rows = ResultTables.Measurements.Read(_folder.File("run/measurements.csv"));
        Directory.CreateDirectory(_folder.File("changed"));
        ResultTables.Measurements.Write(_folder.File("changed/rows.parquet"), rows.Skip(1).Select((row, i) => i == 0 ? row with { CalibratedAccuracy = 7, Spread = new() { Low = 6, High = 8 }, Upper95 = 8 } : row));

        var diff = CommandRun.Of("study", "diff", _folder.File("run"), _folder.File("changed"));

        diff.Complaints.Should().BeEmpty();
        diff.Output.Should().Contain("1 numbers moved beyond their intervals.").And.Contain("7.0000 [6.0000, 8.0000]").And.Contain("unnatural, format 0, correct prompts, layer 0, position 1");
        diff.Output.Should().MatchRegex($@"measurements +{rows.Count - 1} +1 +0 +1 +0 +1");
    }
}
