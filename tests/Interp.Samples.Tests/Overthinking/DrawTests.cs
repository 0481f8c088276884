using Interp.Core.Results;

namespace Interp.Samples.Tests.Overthinking;

public sealed class DrawTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Draw_RowsOfARun_RepeatsItsTable()
    {
        var run = CommandRun.Of("run", "--count", "6", "--demonstrations", "3", "--out", _folder.File("run"));
        var drawn = CommandRun.Of("draw", "--results", _folder.File("run/measurements.csv"), "--out", _folder.File("drawn"));

        drawn.Complaints.Should().BeEmpty();
        Directory.GetFiles(_folder.File("drawn")).Select(Path.GetFileName).Should().BeEquivalentTo("accuracy-by-layer.png", "accuracy-by-layer.svg");
        Table(drawn.Output).Should().NotBeEmpty().And.Be(Table(run.Output));
    }

    [SkippableFact]
    public void Draw_PublishedRows_AreFigureOne()
    {
        var rows = Repository.Shared("paper-results/gpt_j.csv.gz");

        var drawn = CommandRun.Of("draw", "--results", rows, "--dataset", "financial_phrasebank", "--out", _folder.Path);

        drawn.Complaints.Should().BeEmpty();
        drawn.Output.Should().MatchRegex(@"16 +0\.838 ± 0\.023 +0\.663 ± 0\.029 +0\.504 ± 0\.031 +0\.333");
        drawn.Output.Should().MatchRegex(@"28 +0\.754 ± 0\.027 +0\.352 ± 0\.030 +0\.536 ± 0\.031 +0\.333");
    }

    [SkippableFact]
    public void Read_PublishedRows_ReadsEveryOne() =>
        ResultTables.Measurements.Read(Repository.Shared("paper-results/pythia_410M.csv.gz")).Should().HaveCount(96_000);

    private static string Table(string output) => string.Join('\n', output.Split('\n').Where(line => line.Contains('±')));
}
