using System.Net;
using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

public sealed partial class HubDownloadTests
{
    [Fact]
    public async Task Download_CutConnection_ResumesWhereItWasCut()
    {
        Server.With("weights.bin", Weights);
        var cuts = 0;
        Server.Script = request => request.Method == "GET" && cuts++ < 2 ? Server.Serve(request) with { CutAfter = 100_000 } : null;

        var path = await DownloadAsync("weights.bin");

        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
        var downloads = Server.Requests.Where(request => request.Method == "GET").ToArray();
        downloads.Select(request => request.From).Should().Equal(0, 100_000, 200_000);
        downloads[1].Header("If-Range").Should().Be($"\"{FakeHub.Sha256(Weights)}\"");
    }

    [Fact]
    public async Task Download_CutAgainAndAgainWhileGettingOn_DoesNotGiveUp()
    {
        var large = Content(5 << 20);
        Server.With("weights.bin", large);
        Server.Script = request => request.Method == "GET" && request.From < 4 << 20 ? Server.Serve(request) with { CutAfter = (1 << 20) + 1 } : null;

        var path = await DownloadAsync("weights.bin", Options with { Attempts = 2 });

        (await File.ReadAllBytesAsync(path)).Should().Equal(large);
        Server.Downloads.Should().Be(5);
    }

    [Fact]
    public async Task Download_CutAtOnceEachTime_GivesUpAndKeepsWhatCame()
    {
        Server.With("weights.bin", Weights);
        Server.Script = request => request.Method == "GET" ? Server.Serve(request) with { CutAfter = 10 } : null;

        await FluentActions.Awaiting(() => DownloadAsync("weights.bin", Options with { Attempts = 3 })).Should().ThrowAsync<HttpRequestException>();

        Server.Downloads.Should().Be(3);
        new FileInfo(BlobOf(Weights) + ".incomplete").Length.Should().Be(30);
    }

    [Fact]
    public async Task Download_HubNotThere_SaysSo()
    {
        // The discard port: nothing listens there.
        (await FluentActions.Awaiting(() => DownloadAsync("weights.bin", Options with { Endpoint = new Uri("http://127.0.0.1:9") }))
            .Should().ThrowAsync<HttpRequestException>()).Which.Message.Should().Contain("127.0.0.1:9").And.Contain("after 5 attempts");
    }

    [Fact]
    public async Task Download_RedirectFromHttpsToHttp_IsRefused()
    {
        var answers = new Answers(() => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("http://hub.test/x") } });
        using var http = new HttpClient(answers);
        using var client = new HubClient(Options with { Endpoint = new Uri("https://hub.test"), Token = "hf_secret" }, http);

        (await client.Awaiting(it => it.DownloadAsync(Repository, "weights.bin")).Should().ThrowAsync<HttpRequestException>())
            .Which.Message.Should().Contain("not as secure");
        answers.Count.Should().Be(1);
    }

    [Theory]
    [InlineData("http://hub.test", false)]
    [InlineData("http://192.168.0.7:8080", false)]
    [InlineData("https://hub.test", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://127.0.0.1", true)]
    public async Task Download_Token_IsNeverSentInClearToAnotherMachine(string endpoint, bool sent)
    {
        var answers = new Answers(() => new HttpResponseMessage(HttpStatusCode.Unauthorized));
        using var http = new HttpClient(answers);
        using var client = new HubClient(Options with { Endpoint = new Uri(endpoint), Token = "hf_secret" }, http);

        var refused = await client.Awaiting(it => it.DownloadAsync(Repository, "weights.bin")).Should().ThrowAsync<UnauthorizedAccessException>();

        answers.Authorized.Should().Be(sent ? 1 : 0);
        if (!sent)
            refused.Which.Message.Should().Contain("the token was not sent").And.Contain("https").And.NotContain("hf_secret");
    }

    [Fact]
    public async Task Download_StalledServer_ResumesAfterTheTimeout()
    {
        Server.With("weights.bin", Weights);
        var stalls = 0;
        Server.Script = request =>
            request.Method == "GET" && stalls++ == 0 ? Server.Serve(request) with { CutAfter = 1000, Hang = true } : null;

        var path = await DownloadAsync("weights.bin", Options with { StallTimeout = TimeSpan.FromMilliseconds(300) })
            .WaitAsync(TimeSpan.FromSeconds(4));

        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
        Server.Requests.Last().From.Should().Be(1000);
    }

    [Fact]
    public async Task Download_SilentServer_TriesAgainAfterTheTimeout()
    {
        Server.With("weights.bin", Weights);
        var silences = 0;
        Server.Script = _ => silences++ == 0 ? new FakeAnswer(200) { Silent = true } : null;

        var path = await DownloadAsync("weights.bin", Options with { StallTimeout = TimeSpan.FromMilliseconds(300) })
            .WaitAsync(TimeSpan.FromSeconds(4));

        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
    }

    [Fact]
    public async Task Download_ServerIgnoringRange_StartsOver()
    {
        Server.With("weights.bin", Weights);
        var cuts = 0;
        Server.Script = request => request.Method == "HEAD" ? null : new FakeAnswer(200) { Body = Weights, CutAfter = cuts++ == 0 ? 5000 : null };

        var path = await DownloadAsync("weights.bin");

        Server.Requests.Last().From.Should().Be(5000);
        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
    }

    [Fact]
    public async Task Download_ServerAnsweringAnotherRange_StartsOver()
    {
        Server.With("weights.bin", Weights);
        LeavePart(Weights[..5000]);
        var wrong = 0;
        Server.Script = request => request.Method == "GET" && wrong++ == 0
            ? new FakeAnswer(206) { Body = Weights[4000..], Headers = { ["Content-Range"] = $"bytes 4000-{Weights.Length - 1}/{Weights.Length}" } }
            : null;

        var path = await DownloadAsync("weights.bin");

        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
        Server.Requests.Last().From.Should().Be(0);
    }

    [Fact]
    public async Task Download_RangeRefused_StartsOver()
    {
        Server.With("weights.bin", Weights);
        LeavePart(Weights[..5000]);
        Server.Script = request => request.From > 0 ? new FakeAnswer(416) : null;

        (await File.ReadAllBytesAsync(await DownloadAsync("weights.bin"))).Should().Equal(Weights);
    }

    [Fact]
    public async Task Download_BadPartOfEarlierRun_IsReplacedByAWholeDownload()
    {
        Server.With("weights.bin", Weights);
        LeavePart(new byte[5000]);

        (await File.ReadAllBytesAsync(await DownloadAsync("weights.bin"))).Should().Equal(Weights);

        Server.Requests.Where(request => request.Method == "GET").Select(request => request.From).Should().Equal(5000, 0);
    }

    [Fact]
    public async Task Download_PartLongerThanTheFile_StartsOver()
    {
        Server.With("weights.bin", Weights);
        LeavePart([.. Weights, 1, 2, 3]);

        (await File.ReadAllBytesAsync(await DownloadAsync("weights.bin"))).Should().Equal(Weights);
    }
}
