using System.CommandLine;
using System.Text.Json;
using Interp.Samples.Shared.Hosting;

namespace Interp.Samples.Tests.Overthinking;

/// <summary>The commands of interp that list, show and check.</summary>
public sealed class InterpTests
{
    public static TheoryData<string, string, string> Listings => new()
    {
        { "models", "models", "name" },
        { "models overthinker", "model", "d_model" },
        { "datasets", "datasets", "classes" },
        { "prompt show --demonstrations 2", "prompts", "text" },
        { "lens apple:", "lens", "probability" },
        { "heads --count 2 --demonstrations 3 --top 3", "heads", "prefix_matching" },
        { "doctor", "doctor", "ok" },
    };

    [Theory]
    [MemberData(nameof(Listings))]
    public void Listing_EveryFormat_HoldsTheSameRows(string command, string kind, string column)
    {
        using var json = JsonDocument.Parse(Output(command, "json"));
        json.RootElement.GetProperty("schema").GetInt32().Should().Be(1);
        json.RootElement.GetProperty("kind").GetString().Should().Be(kind);
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        rows.Should().NotBeEmpty().And.OnlyContain(row => row.EnumerateObject().Any(cell => cell.Name == column));

        Output(command, "jsonl").Trim().Split('\n').Should().HaveCount(rows.Length).And.OnlyContain(line => line.StartsWith($"{{\"schema\":1,\"kind\":\"{kind}\",", StringComparison.Ordinal));
        Output(command, "csv").Should().StartWith("schema,").And.MatchRegex($@"^[a-z_,]*\b{column}\b");
        Output(command, "table").Should().NotContain("\e");
    }

    [Fact]
    public void Models_Known_SayWhereTheyAre() => Output("models", "csv").Should().Contain("1,overthinker,built in,true\n").And.Contain("1,pythia-410m,EleutherAI/pythia-410m");

    [Fact]
    public void Prompt_Show_PrintsBothKinds() => Output("prompt show --dataset fruit+tool --demonstrations 2", "table").Should().Contain("-- correct labels\n").And.Contain("-- false labels\n");

    [Theory]
    [InlineData("models nowhere/at-all")]
    [InlineData("models --output xml")]
    [InlineData("prompt show --dataset imdb")]
    [InlineData("completion tcsh")]
    [InlineData("lens")]
    public void Command_BadInput_IsRefusedInALine(string command)
    {
        var run = CommandRun.Of(command.Split(' '));
        run.ExitCode.Should().Be(ExitCode.BadInput);
        run.Errors.Should().ContainSingle().Which.Should().StartWith("error: ");
        run.Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _interp interp")]
    [InlineData("zsh", "compdef _interp interp")]
    [InlineData("fish", "complete -c interp")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public void Completion_Shell_PrintsItsScript(string shell, string line) => CommandRun.Of("completion", shell).Output.Should().Contain(line);

    [Theory]
    [InlineData("interp mod", "models")]
    [InlineData("interp study ", "run")]
    [InlineData("interp heads --se", "--seed")]
    public void Suggest_Line_NamesWhatMayCome(string line, string word) =>
        CommandRun.Of($"[suggest:{line.Length}]", line).Output.Split('\n').Should().Contain(word);

    [Fact]
    public void Environment_Options_FillWhatTheLineLeavesOut()
    {
        var (count, quiet, name) = (new Option<int>("--random-sets"), new Option<bool>("--quiet"), new Option<string>("--name"));
        var root = new RootCommand { new Command("run") { count, quiet, name } };
        var variables = new Dictionary<string, string> { ["INTERP_RANDOM_SETS"] = "7", ["INTERP_QUIET"] = "true", ["INTERP_NAME"] = "theirs" };

        EnvironmentOptions.Add(root, ["run", "--name", "mine"], variables.GetValueOrDefault).Should().Equal("run", "--name", "mine", "--random-sets", "7", "--quiet");
        EnvironmentOptions.Add(root, ["run"], _ => null).Should().Equal("run");
    }

    private static string Output(string command, string format)
    {
        var run = CommandRun.Of([.. command.Split(' '), "--output", format]);
        run.ExitCode.Should().Be(0, string.Join('\n', run.Errors));
        return run.Output.ReplaceLineEndings("\n");
    }
}
