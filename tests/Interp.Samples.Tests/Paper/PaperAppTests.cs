using System.Text.Json;
using Interp.Core.Results;
using Interp.Samples.Shared.Apps;
using Interp.Samples.Shared.Paper;
using Interp.Samples.Shared.Paper.Items;
using Interp.Samples.Tests.Overthinking;

namespace Interp.Samples.Tests.Paper;

/// <summary>The apps on a model of their own, and on bad input.</summary>
public sealed class PaperAppTests : IDisposable
{
    private static readonly string[] Small = ["--count", "6", "--demonstrations", "3", "--random-sets", "2"];
    private static readonly PaperItem[] Items = [Figure1.Item, Figure2.Item, Figure3.Item, Figure4.Item, Figure6.Item, Table1.Item, Table2.Item, Table3.Item];
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Items.Select(item => item.Name)];

    public static TheoryData<string> Parts => [.. AppendixParts.All.Select(part => part.Name).Except(["formats", "mislabelled"])];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_WithoutResults_MeasuresAndDraws(string name)
    {
        var run = Item(name, [.. Small, "--out", _folder.File("out")]);

        run.ExitCode.Should().Be(0);
        run.Errors.Should().Contain(line => line.Contains("Unnatural on overthinker: 6 pairs of prompts, 3 demonstrations", StringComparison.Ordinal))
            .And.Contain(line => line.StartsWith("Written to", StringComparison.Ordinal));
        run.Complaints.Should().BeEmpty();
        Directory.GetFiles(_folder.File("out"), "*.png").Should().NotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Appendix_WithoutResults_MeasuresAndDraws(string part)
    {
        var run = Appendix([part, .. Small, "--out", _folder.File("out")]);

        run.Complaints.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        Directory.GetFiles(_folder.File("out"), "*.png").Should().NotBeEmpty();
    }

    [Fact]
    public void Run_KeptStudy_IsReadByAnotherFigure()
    {
        Item("figure4", [.. Small, "--out", _folder.File("four"), "--study", _folder.File("study")]).ExitCode.Should().Be(0);
        var run = Item("figure2", ["--results", _folder.File("study/tables"), "--out", _folder.File("two")]);

        run.Complaints.Should().BeEmpty();
        run.Output.Should().Contain("R8. overthinker");
        File.ReadAllLines(_folder.File("two/figure2.csv")).Should().HaveElementAt(0, "panel,line,x,y,low,high,label").And.HaveCountGreaterThan(6);
    }

    [Fact]
    public void Run_Json_IsTheOnlyThingOnStandardOutput()
    {
        var run = Item("figure2", [.. Small, "--json", "--out", _folder.File("out")]);

        using var json = JsonDocument.Parse(run.Output);
        json.RootElement.GetProperty("tables")[0].GetProperty("Name").GetString().Should().Be("r08-by-demonstrations-overthinker");
        json.RootElement.GetProperty("files").GetArrayLength().Should().BeGreaterThan(0);
    }

    [Theory]
    [InlineData("figure1", "measurements in the permuted setting")]
    [InlineData("figure6", "attention of heads")]
    [InlineData("table2", "ablations of attention and mlp")]
    [InlineData("table3", "ablations heads_ours")]
    public void Results_WithoutTheRows_SaysWhatIsNeeded(string name, string needed)
    {
        var rows = Study();
        Directory.CreateDirectory(_folder.File("less"));
        ResultTables.Measurements.Write(_folder.File("less/rows.csv"), ResultsFolder.Read(rows).Measurements.Where(row => row.Setting == Interp.Core.Prompts.Setting.Random));
        Refuse(needed, arguments => Item(name, arguments), "--results", _folder.File("less"));
    }

    [Fact]
    public void Results_OfAnotherSchema_NamesTheFile()
    {
        _folder.Write("other/rows.csv", "a,b\n1,2\n");
        Refuse("rows.csv", arguments => Item("figure4", arguments), "--results", _folder.File("other"));
        Refuse("rows.csv", arguments => Attention(arguments), "--results", _folder.File("other"));
    }

    [Fact]
    public void Results_NoSuchFolder_NamesIt() => Refuse("/no/such/folder: there is no such folder", arguments => Item("figure2", arguments), "--results", "/no/such/folder");

    [Fact]
    public void Results_NoSuchModel_NamesThoseThereAre() => Refuse("there are rows of overthinker", arguments => Item("figure2", arguments), "--results", Study(), "--model", "gpt_j");

    [SkippableFact]
    public void Out_CannotBeWritten_NamesIt()
    {
        Skip.IfNot(Directory.Exists("/proc/self"), "needs a file system that refuses every new folder");
        var run = Item("figure2", [.. Small, "--out", "/proc/results"]);
        run.ExitCode.Should().Be(2);
        run.Errors.Should().ContainSingle().Which.Should().Contain("/proc/results: cannot write to /proc");
    }

    [Fact]
    public void Run_DatasetWithoutData_SaysWhatItNeeds() => Refuse("--dataset sst2 needs --data PATH", arguments => Item("figure3", arguments), "--dataset", "sst2");

    [Fact]
    public void Attention_ThreeKinds_DrawsEveryTokenOfThePrompt()
    {
        var run = Attention([.. Small, "--out", _folder.File("out")]);

        run.Complaints.Should().BeEmpty();
        run.Output.Should().Contain("attends to labels, by class").And.Contain("by class, not to labels");
        File.ReadAllText(_folder.File("out/figure5.html")).Should().Contain("Content-Security-Policy").And.Contain("every weight");
        var rows = File.ReadAllLines(_folder.File("out/figure5.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        foreach (var head in rows.GroupBy(row => row[0]))
            head.Sum(row => double.Parse(row[^1], System.Globalization.CultureInfo.InvariantCulture)).Should().BeApproximately(1, 1e-4, $"the attention of head {head.Key} is all drawn");
        rows.GroupBy(row => row[0]).Should().HaveCount(3);
    }

    [Theory]
    [InlineData("overthinker has no head 9.0", "--head 9.0")]
    [InlineData("'banana' is not a head", "--head banana")]
    [InlineData("--text needs --head", "--text tomato")]
    public void Attention_BadHeads_SaysWhich(string message, string arguments) => Refuse(message, all => Attention(all), arguments.Split(' '));

    [Fact]
    public void Lens_AnyText_HasACellForEveryStateAndToken()
    {
        var run = PrintedTables.Run(terminal => LensApp.Run(["apple: fruit. tennis:", "--last", "4", "--out", _folder.File("out")], terminal));

        run.Complaints.Should().BeEmpty();
        File.ReadAllLines(_folder.File("out/lens.csv")).Should().HaveCount(1 + 7 * 4);
        File.Exists(_folder.File("out/lens.png")).Should().BeTrue();
        File.ReadAllText(_folder.File("out/lens.html")).Should().Contain("Content-Security-Policy").And.Contain(" tennis<").And.Contain("fruit");
    }

    private string Study()
    {
        Item("figure4", [.. Small, "--out", _folder.File("four"), "--study", _folder.File("study")]).ExitCode.Should().Be(0);
        return _folder.File("study/tables");
    }

    private static CommandRun Item(string name, string[] arguments) => PrintedTables.Run(terminal => PaperApp.Run(Items.Single(item => item.Name == name), arguments, terminal));

    private static CommandRun Appendix(string[] arguments) => PrintedTables.Run(terminal => PaperApp.Run("appendix", AppendixParts.All, arguments, terminal));

    private static CommandRun Attention(string[] arguments) => PrintedTables.Run(terminal => AttentionApp.Run(arguments, terminal));

    private void Refuse(string message, Func<string[], CommandRun> app, params string[] arguments)
    {
        var before = _folder.Content;
        var run = app([.. arguments, "--out", _folder.File("new/out")]);

        run.ExitCode.Should().Be(2);
        run.Errors.Should().ContainSingle().Which.Should().StartWith("error: ").And.Contain(message).And.NotContain("Parameter");
        _folder.Content.Should().Equal(before);
    }
}
