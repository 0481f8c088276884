using System.Globalization;
using Interp.Samples.Shared.Apps;
using Interp.Samples.Tests.Overthinking;
using Interp.Samples.Tests.Paper;

namespace Interp.Samples.Tests.Lenses;

/// <summary>Overthinking of the built-in model under the logit lens, a tuned lens and a Jacobian lens.</summary>
public sealed class LensesAppTests : IDisposable
{
    private static readonly string[] Small = ["--count", "40", "--made", "10", "--demonstrations", "8", "--steps", "60"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public void Run_BuiltInModel_OverthinksUnderEveryLens()
    {
        var run = Run([.. Small, "--out", _folder.File("out")]);
        run.ExitCode.Should().Be(0);
        foreach (var row in Rows("out/table-overthinking.csv"))
        {
            row["low of gain of exiting early"].Should().BeGreaterThan(0.3, "accuracy under wrong labels is higher before the last state");
            row["low of last gap"].Should().BeGreaterThan(0.3, "wrong labels cost the last state accuracy");
            row["critical layer"].Should().BeInRange(2, 4);
        }

        foreach (var row in Rows("out/table-divergence.csv"))
        {
            row["high of tuned lens less logit lens"].Should().BeLessThan(0, $"at state {row["state"]} the tuned lens is nearer to the model");
            row["tuned lens"].Should().BeLessThan(row["logit lens"]);
        }

        // The lenses that were kept say the same again.
        var again = Run([.. Small, "--out", _folder.File("again"), "--tuned", _folder.File("out/tuned"), "--jacobian", _folder.File("out/jacobian.pt")]);
        again.ExitCode.Should().Be(0);
        File.ReadAllText(_folder.File("again/lenses.csv")).Should().Be(File.ReadAllText(_folder.File("out/lenses.csv")));
        Directory.Exists(_folder.File("again/tuned")).Should().BeFalse();
    }

    [Theory]
    [InlineData("config.json is missing", "--tuned nowhere")]
    [InlineData("nowhere.pt", "--jacobian nowhere.pt")]
    [InlineData("--dataset sst2 needs --data PATH", "--dataset sst2")]
    public void Run_BadInput_SaysWhatItNeeds(string message, string arguments)
    {
        var run = Run(["--count", "4", "--made", "2", "--demonstrations", "4", "--out", _folder.File("new"), .. arguments.Split(' ')]);
        run.ExitCode.Should().Be(2);
        run.Errors.Should().ContainSingle(line => line.StartsWith("error: ", StringComparison.Ordinal)).Which.Should().Contain(message);
        Directory.Exists(_folder.File("new")).Should().BeFalse();
    }

    private CommandRun Run(string[] arguments) => PrintedTables.Run(terminal => LensesApp.Run([.. arguments], terminal));

    /// <summary>The numbers of each row by column.</summary>
    private IEnumerable<Dictionary<string, double>> Rows(string file)
    {
        string[] lines = File.ReadAllLines(_folder.File(file));
        string[] names = lines[0].Split(',');
        return lines.Skip(1).Select(line => names.Zip(line.Split(',')).Where(cell => double.TryParse(cell.Second, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            .ToDictionary(cell => cell.First, cell => double.Parse(cell.Second, CultureInfo.InvariantCulture)));
    }
}
