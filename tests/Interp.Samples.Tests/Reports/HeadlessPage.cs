using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace Interp.Samples.Tests.Reports;

/// <summary>A file open in a headless Chromium of this machine, and what went wrong in it.</summary>
internal sealed class HeadlessPage : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

    private readonly IBrowser _browser;

    private HeadlessPage(IBrowser browser, IPage page) => (_browser, Page) = (browser, page);

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, and exceptions of scripts.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Requests for anything but the file itself.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Opens a file; skips the test where there is no Chromium.</summary>
    public static async Task<HeadlessPage> Open(string path, int width, bool isDark = false, bool runsScripts = true, bool isPrinted = false)
    {
        var chromium = Environment.GetEnvironmentVariable("CHROME_PATH") ?? Places.FirstOrDefault(File.Exists);
        Skip.If(chromium is null, $"needs Chromium at one of {string.Join(", ", Places)}, or at $CHROME_PATH; Debian has it as the package chromium");
        var browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = chromium,
            Headless = true,
            Timeout = 120_000,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var opened = new HeadlessPage(browser, await browser.NewPageAsync());
        await opened.Load(new Uri(path), width, isDark, runsScripts, isPrinted);
        return opened;
    }

    public Task<T> Evaluate<T>(string expression) => Page.EvaluateExpressionAsync<T>(expression);

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _browser.Dispose();
    }

    private async Task Load(Uri address, int width, bool isDark, bool runsScripts, bool isPrinted)
    {
        Page.Console += (_, e) =>
        {
            if (e.Message.Type is ConsoleType.Error or ConsoleType.Warning)
                Errors.Add(e.Message.Text);
        };
        Page.PageError += (_, e) => Errors.Add(e.Message);
        Page.Request += (_, e) =>
        {
            if (e.Request.Url != address.AbsoluteUri)
                Requests.Add(e.Request.Url);
        };
        await Page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        await Page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = isDark ? "dark" : "light" }]);
        if (isPrinted)
            await Page.EmulateMediaTypeAsync(MediaType.Print);
        await Page.SetJavaScriptEnabledAsync(runsScripts);
        await Page.GoToAsync(address.AbsoluteUri);
    }
}
