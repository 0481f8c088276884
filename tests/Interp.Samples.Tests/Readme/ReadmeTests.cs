using System.Reflection;
using System.Text.RegularExpressions;
using Interp.Core.Hooks;

namespace Interp.Samples.Tests.Readme;

/// <remarks>Classes whose tests take what is written to the console run one after the other.</remarks>
[Collection(nameof(Console))]
public sealed class ReadmeTests
{
    private static readonly string Text = Repository.Read("README.md");

    /// <summary>The README's examples, in its order.</summary>
    public static TheoryData<int, string> Examples => new() { { 0, "Quickstart" }, { 1, "Interventions" }, { 2, "NewBenchmark" }, { 3, "SmallStudy" } };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Code_IsTheSample(int index, string sample) =>
        Fences("csharp")[index].Should().Be(Repository.Read($"samples/{sample}/Program.cs"));

    [Fact]
    public void FirstExample_IsShort() => Fences("csharp")[0].TrimEnd().Split('\n').Length.Should().BeLessThanOrEqualTo(15);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Run_PrintsItsOutput(int index, string sample)
    {
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            Assembly.Load(sample).EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        output.ToString().ReplaceLineEndings("\n").Should().Be(Fences("text")[index]);
    }

    [Fact]
    public void HookTable_IsTheTableOfSites()
    {
        var rows = Regex.Matches(Repository.Read("docs/hook-points.md"), @"^\| `(\w+)` \| `([^`]+)` \| ([a-z0-9_ ]+) \| ", RegexOptions.Multiline)
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value));

        rows.Should().Equal(Enum.GetValues<HookSite>().Select(site => (site.ToString(), Point(site).ToString().Replace(".7.", ".N.", StringComparison.Ordinal), Point(site).Axes)));
    }

    [Theory]
    [InlineData("dotnet run --project samples/Overthinking -c Release\n")]
    [InlineData("dotnet test Interp.sln -c Release\n")]
    public void Commands_OfAFreshClone_AreThere(string command) => Text.Should().Contain("```\n" + command + "```");

    private static HookPoint Point(HookSite site)
    {
        try
        {
            return new HookPoint(site, 7);
        }
        catch (ArgumentException)
        {
            return new HookPoint(site, null);
        }
    }

    private static string[] Fences(string language) =>
        [.. Regex.Matches(Text, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(fence => fence.Groups[1].Value)];
}
