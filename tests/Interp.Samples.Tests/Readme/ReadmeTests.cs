using System.Reflection;
using System.Text.RegularExpressions;
using Interp.Core.Hooks;

namespace Interp.Samples.Tests.Readme;

public sealed class ReadmeTests
{
    private static readonly string Text = Repository.Read("README.md");

    [Fact]
    public void FirstExample_IsTheQuickstart()
    {
        Fence("csharp").Should().Be(Repository.Read("samples/Quickstart/Program.cs"));
        Fence("csharp").TrimEnd().Split('\n').Length.Should().BeLessThanOrEqualTo(15);
    }

    [Fact]
    public void FirstExample_Run_PrintsItsOutput()
    {
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            Assembly.Load("Quickstart").EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        output.ToString().ReplaceLineEndings("\n").Should().Be(Fence("text"));
    }

    [Fact]
    public void HookTable_IsTheTableOfSites()
    {
        var rows = Regex.Matches(Text, @"^\| `(\w+)` \| `([^`]+)` \| ([a-z0-9_ ]+) \| ", RegexOptions.Multiline)
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value));

        rows.Should().Equal(Enum.GetValues<HookSite>().Select(site => (site.ToString(), Point(site).ToString().Replace(".7.", ".N.", StringComparison.Ordinal), Point(site).Axes)));
    }

    [Theory]
    [InlineData("dotnet run --project samples/Overthinking -c Release -- run\n")]
    [InlineData("dotnet test Interp.sln -c Release\n")]
    public void Commands_OfAFreshClone_AreThere(string command) => Text.Should().Contain("```\n" + command + "```");

    [Fact]
    public void Links_ToFiles_LeadSomewhere()
    {
        var links = Regex.Matches(Text, @"\]\((?!https?:)([^)]+)\)").Select(link => link.Groups[1].Value).ToArray();
        links.Should().NotBeEmpty().And.OnlyContain(link => Path.Exists(Path.Combine(Repository.Root, link)));
    }

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

    private static string Fence(string language) => Regex.Match(Text, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
}
