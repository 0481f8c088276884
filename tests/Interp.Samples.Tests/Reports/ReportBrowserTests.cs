using System.Text.Json;
using Deque.AxeCore.Commons;
using Interp.Samples.Tests.Overthinking;

namespace Interp.Samples.Tests.Reports;

/// <summary>The page as a reader has it.</summary>
public sealed class ReportBrowserTests(ReportStudy study) : IClassFixture<ReportStudy>, IDisposable
{
    private const string Beyond = "[...document.querySelectorAll('body *')].filter(e => { const box = e.getBoundingClientRect(); return box.width > 0 && box.right > document.documentElement.clientWidth + 1 && !e.closest('.wide') && !e.closest('.skip'); }).map(e => e.outerHTML.slice(0, 120))";
    private const string Misplaced = """
        [...document.querySelectorAll('svg.chart')].flatMap(svg => {
          const frame = svg.getBoundingClientRect(), name = svg.querySelector('title').textContent;
          const texts = [...svg.querySelectorAll('text')].map(text => ({ words: text.textContent, box: text.getBoundingClientRect() }));
          const clipped = texts.filter(text => frame.width > 0 && (text.box.left < frame.left - 1 || text.box.right > frame.right + 1 || text.box.top < frame.top - 1 || text.box.bottom > frame.bottom + 1));
          const touching = texts.flatMap((one, i) => texts.slice(i + 1).filter(other =>
            Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left) > 1 && Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top) > 3.5).map(other => one.words + ' on ' + other.words));
          return [...clipped.map(text => name + ': ' + text.words), ...touching.map(words => name + ': ' + words)];
        })
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(1400, false, false)]
    [InlineData(400, false, false)]
    [InlineData(1400, true, false)]
    [InlineData(400, true, false)]
    [InlineData(800, false, true)]
    public async Task Page_AnyReader_FindsNothingAmiss(int width, bool isDark, bool isPrinted)
    {
        await using var page = await Open(width, isDark, isPrinted: isPrinted);

        (await page.Evaluate<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
        (await page.Evaluate<string[]>(Beyond)).Should().BeEmpty();
        (await page.Evaluate<string[]>(Misplaced)).Should().BeEmpty();
        (await Violations(page)).Should().BeEmpty();
        page.Errors.Should().BeEmpty();
        page.Requests.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Page_NoScripts_ReadsWell()
    {
        await using var page = await Open(1400, runsScripts: false);
        (await page.Evaluate<bool>("document.getElementById('choose').checkVisibility()")).Should().BeFalse("a choice that does nothing is not offered");
        (await page.Evaluate<int>("document.querySelectorAll('details.cell-prompts > summary').length")).Should().Be(4);
        (await page.Evaluate<bool>("[...document.querySelectorAll('section > h2, figure > svg, details.cell-prompts > summary')].every(e => e.checkVisibility())")).Should().BeTrue();
        page.Errors.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Table_HeadingPressedByKeyboard_Sorts()
    {
        await using var page = await Open(1400);
        const string Table = "[...document.querySelectorAll('table.sort')].find(table => table.caption.textContent.startsWith('Heads by PM score'))";
        const string Scores = $"[...{Table}.tBodies[0].rows].map(row => parseFloat(row.cells[3].textContent.replace('\u2212', '-')))";
        await page.Evaluate<bool>($"{Table}.tHead.rows[0].cells[3].querySelector('button').focus() === undefined");
        await page.Page.Keyboard.PressAsync("Enter");
        (await page.Evaluate<string>($"{Table}.tHead.rows[0].cells[3].getAttribute('aria-sort')")).Should().Be("descending");
        (await page.Evaluate<double[]>(Scores)).Should().BeInDescendingOrder();
        await page.Page.Keyboard.PressAsync("Space");
        (await page.Evaluate<string>($"{Table}.tHead.rows[0].cells[3].getAttribute('aria-sort')")).Should().Be("ascending");
        (await page.Evaluate<double[]>(Scores)).Should().BeInAscendingOrder();
    }

    [SkippableFact]
    public async Task Point_Pressed_ShowsItsPrompts()
    {
        await using var page = await Open(1400);
        await page.Evaluate<bool>("document.querySelector('figure[data-prompts=prompts-2] .hit:nth-child(2)').dispatchEvent(new MouseEvent('click', { bubbles: true }))");
        (await page.Evaluate<string>("document.getElementById('choose-cell').value + ' ' + document.getElementById('choose-state').value")).Should().Be("prompts-2 1");
        (await page.Evaluate<string[]>("[...document.querySelectorAll('.cell-prompts')].filter(cell => cell.checkVisibility()).map(cell => cell.id)")).Should().Equal("prompts-2");
        var shown = await page.Evaluate<string[]>("[...document.querySelectorAll('#prompts-2 .card')].filter(card => card.checkVisibility()).map(card => card.dataset.right)");
        shown.Should().OnlyContain(right => right[1] == '1' && right.EndsWith('0'));
        var all = await page.Evaluate<string[]>("[...document.querySelectorAll('#prompts-2 .card')].map(card => card.dataset.right)");
        shown.Should().HaveCount(all.Count(right => right[1] == '1' && right.EndsWith('0')));
        (await page.Evaluate<string>("document.getElementById('chosen').textContent")).Should().MatchRegex($"^\\d+ of 20 prompts are right at state 1 and wrong at state 4; {shown.Length} of them are in this page\\.$");
    }

    private async Task<HeadlessPage> Open(int width, bool isDark = false, bool runsScripts = true, bool isPrinted = false)
    {
        CommandRun.Of("report", "--results", study.Folder, "--output", _folder.File("report.html")).ExitCode.Should().Be(0);
        return await HeadlessPage.Open(_folder.File("report.html"), width, isDark, runsScripts, isPrinted);
    }

    private static async Task<string[]> Violations(HeadlessPage page)
    {
        await page.Page.EvaluateExpressionAsync<JsonElement?>($"{new BundledAxeScriptProvider().GetScript()}\n;null");
        return await page.Evaluate<string[]>("axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.map(found => found.id + ': ' + found.nodes[0].html.slice(0, 200)))");
    }
}
