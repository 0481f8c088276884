using System.Text;
using System.Xml.Linq;
using Interp.Core.Results;
using Interp.Samples.Shared.Html;
using Interp.Samples.Tests.Overthinking;

namespace Interp.Samples.Tests.Reports;

public sealed class ReportTests(ReportStudy study) : IClassFixture<ReportStudy>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Report_Study_HasEverySection()
    {
        var page = PageText.Parse(Make());
        page.Named("section").Select(section => section.Attribute("id")!.Value).Should().Equal("layers", "prompts", "demonstrations", "ablations", "heads", "anatomy", "paper", "method");
        page.Named("svg").Where(svg => (string?)svg.Attribute("class") == "chart").Should().OnlyContain(svg => svg.Named("title").Any() && svg.Named("desc").Any());
        page.Named("figure").Should().HaveCountGreaterThan(8).And.OnlyContain(figure =>
            figure.Named("table").Any() && figure.Named("code").Any() && figure.Named("a").Count(link => link.Attribute("download") != null) == 2);
        page.Named("li").Select(item => item.Value).Should().Contain(line => line.Contains("of the paper's 14 averaged datasets are not in these rows"));
    }

    [Fact]
    public void Report_HostileTexts_StayText()
    {
        var source = Make();
        var page = PageText.Parse(source);
        page.Named("script").Should().ContainSingle("there is the page's own");
        page.Named("img").Should().BeEmpty();
        page.Descendants().Attributes().Should().NotContain(attribute => attribute.Name.LocalName == "style" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        page.Value.Should().Contain("</script><script>alert(3)</script>").And.Contain("<!-- a comment begins").And.Contain("&lt;b&gt; &amp; &#60;").And.Contain("[U+202E]esrever").And.Contain("a\uFFFDb\uFFFDc").And.Contain("<b>yes");
        page.Named("title").First().Value.Should().Be($"Overthinking: {ReportStudy.Model}");
        source.Should().NotContain("\u202E").And.NotContain("\u0001");
    }

    [Fact]
    public void Report_Page_NeedsNothingButItself()
    {
        var page = PageText.Parse(Make());
        var policy = page.Named("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value;
        var (style, script) = (page.Named("style").Single().Value, page.Named("script").Single().Value);
        policy.Should().Be($"default-src 'none'; style-src '{HtmlPage.Hash(style)}'; script-src '{HtmlPage.Hash(script)}'; base-uri 'none'; form-action 'none'");
        style.Should().NotContain("url(").And.NotContain("@import");

        string[] addresses = [.. page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "href" or "src").Select(attribute => attribute.Value)];
        addresses.Should().OnlyContain(address => address.StartsWith('#') || address.StartsWith("data:image/svg+xml;base64,", StringComparison.Ordinal) || address.StartsWith("data:text/csv;", StringComparison.Ordinal) || address == "https://arxiv.org/abs/2307.09476");
        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        ids.Should().OnlyHaveUniqueItems();
        addresses.Where(address => address.StartsWith('#')).Select(address => address[1..]).Should().BeSubsetOf(ids);
        page.Descendants().Attributes("aria-labelledby").SelectMany(names => names.Value.Split(' ')).Should().BeSubsetOf(ids);
    }

    [Fact]
    public void Report_Files_AreWholePicturesAndTheNumbersOfTheRows()
    {
        var page = PageText.Parse(Make());
        foreach (var link in page.Named("a").Where(link => link.Attribute("download") != null))
        {
            var (name, text) = (link.Attribute("download")!.Value, Encoding.UTF8.GetString(Convert.FromBase64String(link.Attribute("href")!.Value.Split("base64,")[1])));
            name.Should().MatchRegex("^[a-z0-9-]+\\.(svg|csv)$");
            if (name.EndsWith(".svg", StringComparison.Ordinal))
                XElement.Parse(text).Name.Should().Be(XName.Get("svg", "http://www.w3.org/2000/svg"));
        }

        var rows = ResultTables.Measurements.Read(Path.Combine(study.Folder, "tables", "measurements.csv.gz"));
        var last = rows.Single(row => row is { Dataset: "unnatural", Setting: Core.Prompts.Setting.Permuted, Prompts: Core.Prompts.PromptKind.False, Demonstration: 3 } && row.State == rows.Max(other => other.State));
        var csv = page.Named("figure").First(figure => figure.Attribute("data-prompts")?.Value == "prompts-0").Named("a").Single(link => link.Attribute("download")?.Value.EndsWith(".csv", StringComparison.Ordinal) == true);
        var lines = Encoding.UTF8.GetString(Convert.FromBase64String(csv.Attribute("href")!.Value.Split("base64,")[1])).TrimEnd().Split('\n');
        lines[^1].Split(',').Should().Contain(Num.Exact(last.CalibratedAccuracy)).And.Contain(Num.Exact(last.Low!.Value)).And.Contain(Num.Exact(last.High!.Value));
    }

    [Fact]
    public void Report_SameRowsElsewhere_AreTheSameBytes()
    {
        var copy = study.CopyTo(_folder);
        File.SetLastWriteTimeUtc(Path.Combine(copy, "spec.json"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var manifest = Path.Combine(copy, "manifest.json");
        File.WriteAllText(manifest, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(manifest), "\"(machine|library)\": \"[^\"]*\"", "\"$1\": \"another\""));

        Make(copy).Should().Be(Make());
    }

    [Fact]
    public void Report_Page_IsSmall() => Encoding.UTF8.GetByteCount(Make()).Should().BeLessThan(1024 * 1024);

    [Fact]
    public void Check_PageOfTheseRows_IsSuccess()
    {
        Make();
        var check = Report(study.Folder, "--check");
        check.ExitCode.Should().Be(0);
        check.Output.Should().Contain("is the page of these rows");
    }

    [Fact]
    public void Check_ChangedPage_IsRefused()
    {
        var page = Make();
        File.WriteAllText(_folder.File("report.html"), page.Replace("0.5", "0.6", StringComparison.Ordinal));
        Refused(Report(study.Folder, "--check"), "is not the page of the rows");
    }

    [Fact]
    public void Check_ChangedRows_IsRefused()
    {
        var copy = study.CopyTo(_folder);
        Make(copy);
        Report(copy, "--check").ExitCode.Should().Be(0);
        foreach (var old in Directory.GetFiles(Path.Combine(copy, "tables"), "measurements.*"))
            File.Delete(old);
        var rows = ResultTables.Measurements.Read(Path.Combine(study.Folder, "tables", "measurements.parquet"));
        ResultTables.Measurements.Write(Path.Combine(copy, "tables", "measurements.csv"), rows.Select((row, i) => i == rows.Count - 1 ? row with { CalibratedAccuracy = row.CalibratedAccuracy + 1e-9 } : row));

        Refused(Report(copy, "--check"), "is not the page of the rows");
    }

    [Fact]
    public void Check_NoPage_IsRefused() => Refused(Report(study.Folder, "--check"), "there is no such page");

    [Fact]
    public void Report_RowsOnly_NamesWhatIsAbsent()
    {
        Directory.CreateDirectory(_folder.File("rows"));
        File.Copy(Path.Combine(study.Folder, "tables", "measurements.csv.gz"), _folder.File("rows/measurements.csv.gz"));
        var page = PageText.Parse(Make(_folder.File("rows")));
        page.Named("section").Select(section => section.Attribute("id")!.Value).Should().Equal("layers", "demonstrations", "paper", "method");
        page.Named("li").Select(item => item.Value).Should().Contain("From a point to its prompts: needs a study's folder, which keeps what was read of every prompt.").And.Contain("Which heads do it: needs the measures attention or heads.");
    }

    [Fact]
    public void Report_BadInput_IsOneLine()
    {
        _folder.Write("other/other.csv", "a,b\n1,2\n");
        Directory.CreateDirectory(_folder.File("heads"));
        File.Copy(Path.Combine(study.Folder, "tables", "heads.csv.gz"), _folder.File("heads/heads.csv.gz"));
        _folder.Write("broken/measurements.csv", "model,protocol,setting\n1,2,3\n");

        Refused(Report(_folder.File("none")), "there is no such folder");
        Refused(Report(_folder.File("other")), "no file in it holds measurements");
        Refused(Report(_folder.File("other")), "looked into other.csv");
        Refused(Report(_folder.File("heads")), "no file in it holds measurements");
        Refused(Report(_folder.File("broken")), "measurements.csv");
        Refused(Report(study.Folder, "--model", "gpt_j"), "there are no rows of gpt_j");
        Refused(CommandRun.Of("report", "--results", study.Folder, "--output", _folder.Path), "is a folder");
        Refused(CommandRun.Of("report", "--results", study.Folder, "--output", "/proc/report.html"), "/proc");
        File.Exists(_folder.File("report.html")).Should().BeFalse();
    }

    [Fact]
    public void Report_DamagedReading_NamesTheFile()
    {
        var copy = study.CopyTo(_folder);
        var window = Directory.GetFiles(Path.Combine(copy, "cells"), "*.npz", SearchOption.AllDirectories).First(path => path.Contains("labels", StringComparison.Ordinal));
        File.WriteAllBytes(window, File.ReadAllBytes(window)[..^40]);
        Refused(Report(copy), Path.GetFileName(window));
    }

    private string Make(string? folder = null)
    {
        var run = Report(folder ?? study.Folder);
        run.Complaints.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        return File.ReadAllText(_folder.File("report.html"));
    }

    private CommandRun Report(string folder, params string[] more) => CommandRun.Of(["report", "--results", folder, "--output", _folder.File("report.html"), .. more]);

    private static void Refused(CommandRun run, string message)
    {
        run.ExitCode.Should().Be(2);
        run.Errors.Should().ContainSingle().Which.Should().StartWith("error: ").And.Contain(message);
    }
}
