namespace Interp.Samples.Tests.Overthinking;

public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("'--help' lists", "walk")]
    [InlineData("--bogus", "run --bogus")]
    [InlineData("--count: found \"0\", expected a whole number from 2", "run --count 0")]
    [InlineData("--count: found \"many\"", "run --count many")]
    [InlineData("--demonstrations: found \"-2\"", "run --demonstrations -2")]
    [InlineData("--seed: found \"-1\"", "run --seed -1")]
    [InlineData("\"upside_down\"; known: permuted_incorrect_labels", "run --setting upside_down")]
    [InlineData("\"imdb\"; known: sst2", "run --dataset imdb")]
    [InlineData("--dataset sst2 needs --data PATH", "run --dataset sst2")]
    [InlineData("unnatural has 1 formats", "run --format 3")]
    [InlineData("400 demonstrations do not fit in 512 tokens", "run --demonstrations 400")]
    [InlineData("--results", "draw")]
    [InlineData("/no/such.csv: there is no such file", "draw --results /no/such.csv")]
    [InlineData("/no/such/model.gguf", "run --model /no/such/model.gguf")]
    [InlineData("/no/such/rows", "run --dataset sst2 --data /no/such/rows")]
    public void Run_BadArguments_SaysWhichInOneLine(string message, string arguments) => Refuse(message, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Run_DatasetFolderWithoutItsFile_NamesTheFolder() => Refuse(_folder.Path, "run", "--dataset", "sst2", "--data", _folder.Path);

    [Fact]
    public void Run_DamagedModel_NamesTheFile()
    {
        File.WriteAllText(_folder.File("model.gguf"), "GGUF and then nothing of the kind");
        Refuse("model.gguf", "run", "--model", _folder.File("model.gguf"));
    }

    [Fact]
    public void Run_UnknownArchitecture_NamesIt()
    {
        Directory.CreateDirectory(_folder.File("mamba"));
        File.WriteAllText(_folder.File("mamba/config.json"), """{ "model_type": "mamba" }""");
        Refuse("mamba", "run", "--model", _folder.File("mamba"));
    }

    [Fact]
    public void Run_DamagedRows_NamesFileAndLine()
    {
        File.WriteAllText(_folder.File("unnatural.csv"), "text,label\ncat,mineral\n");
        Refuse("unnatural.csv: line 2", "run", "--data", _folder.Path);
    }

    [Fact]
    public void Run_OutIsAFile_NamesIt()
    {
        File.WriteAllText(_folder.File("results"), "");
        Refuse("is a file", "run", "--out", _folder.File("results"));
        Refuse("is a file", "run", "--out", _folder.File("results/of/today"));
    }

    [SkippableFact]
    public void Run_OutCannotBeWritten_NamesIt()
    {
        Skip.IfNot(Directory.Exists("/proc/self"), "needs a file system that refuses every new folder");
        Refuse("/proc/results: cannot write to /proc", "run", "--out", "/proc/results");
    }

    [Fact]
    public void Draw_RowsOfAnotherDataset_SaysWhatIsThere()
    {
        CommandRun.Of("run", "--count", "4", "--demonstrations", "2", "--out", _folder.Path).ExitCode.Should().Be(0);
        Refuse("no rows of permuted_incorrect_labels, sst2; there are overthinker, permuted_incorrect_labels: unnatural", "draw", "--results", _folder.File("measurements.csv"), "--dataset", "sst2");
    }

    private void Refuse(string message, params string[] arguments)
    {
        var before = _folder.Content;
        string[] where = arguments.Length == 0 || arguments.Contains("--out") ? [] : ["--out", _folder.File("new/out")];

        var run = CommandRun.Of([.. arguments, .. where]);

        run.ExitCode.Should().Be(2);
        run.Errors.Should().ContainSingle().Which.Should().StartWith("error: ").And.Contain(message).And.NotContain("Parameter");
        run.Output.Should().BeEmpty();
        _folder.Content.Should().Equal(before);
    }
}
