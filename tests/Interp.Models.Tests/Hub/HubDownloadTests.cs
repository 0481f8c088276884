using System.Net;
using System.Text;
using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

public sealed class HubDownloadTests : HubFixture
{
    private static readonly byte[] Weights = Content(300_000);

    [Fact]
    public async Task Download_EmptyCache_LaysFilesOutAsThePythonLibrariesDo()
    {
        Server.With("sub/weights.bin", Weights);

        var path = await DownloadAsync("sub/weights.bin");

        path.Should().Be(Path.Combine(SnapshotFolder, "sub", "weights.bin"));
        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
        File.ReadAllText(Path.Combine(RepositoryFolder, "refs", "main")).Should().Be(FakeHub.Commit);
        new FileInfo(path).LinkTarget.Should().Be(Path.Combine("..", "..", "..", "blobs", FakeHub.Sha256(Weights)));
        Directory.GetFiles(Path.Combine(RepositoryFolder, "blobs")).Should().Equal(BlobOf(Weights));
    }

    [Fact]
    public async Task Download_CachedFile_AsksNobody()
    {
        Server.With("weights.bin", Weights);
        await DownloadAsync("weights.bin");
        Server.Requests.Clear();

        await DownloadAsync("weights.bin");
        await DownloadAsync("weights.bin", Options with { Offline = true });

        Server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Download_RefreshOfCachedFile_AsksOnlyForItsDescription()
    {
        Server.With("weights.bin", Weights);
        await DownloadAsync("weights.bin");
        Server.Requests.Clear();

        await DownloadAsync("weights.bin", Options with { Refresh = true });

        Server.Requests.Select(request => (request.Method, request.Path)).Should().Equal(("HEAD", "/org/model/resolve/main/weights.bin"));
    }

    [Fact]
    public async Task Download_WithoutLinks_Copies()
    {
        Server.With("weights.bin", Weights);

        var path = await DownloadAsync("weights.bin", Options with { SymbolicLinks = false });

        new FileInfo(path).LinkTarget.Should().BeNull();
        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
    }

    [Fact]
    public async Task Download_LinkToDeletedBlob_DownloadsAgain()
    {
        Server.With("weights.bin", Weights);
        await DownloadAsync("weights.bin");
        File.Delete(BlobOf(Weights));

        var path = await DownloadAsync("weights.bin");

        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
    }

    [Fact]
    public async Task Download_PullRequestRevision_IsOneSegmentOfTheAddressAndAFolderOfRefs()
    {
        Server.With("weights.bin", Weights);
        using var client = new HubClient(Options);

        await client.DownloadAsync(Repository with { Revision = "refs/pr/40" }, "weights.bin");

        Server.Requests.First().Path.Should().Be("/org/model/resolve/refs%2Fpr%2F40/weights.bin");
        File.ReadAllText(Path.Combine(RepositoryFolder, "refs", "refs", "pr", "40")).Should().Be(FakeHub.Commit);
    }

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

    [Fact]
    public async Task Download_WrongHash_ThrowsAndLeavesNothing()
    {
        Server.With("weights.bin", Weights);
        Server.Script = request => request.Method == "GET" ? new FakeAnswer(200) { Body = [.. Weights[1..], 0] } : null;

        var act = () => DownloadAsync("weights.bin");

        (await act.Should().ThrowAsync<InvalidDataException>()).Which.Message.Should().Contain(FakeHub.Sha256(Weights)).And.Contain("weights.bin");
        Directory.GetFiles(Path.Combine(RepositoryFolder, "blobs")).Should().BeEmpty();
        Directory.Exists(SnapshotFolder).Should().BeFalse();
    }

    [Theory]
    // From git hash-object.
    [InlineData("", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")]
    [InlineData("{\"model_type\": \"gpt2\"}", "7eb84e812bad01767dcf9cf8a2d84ef428949cad")]
    public async Task Download_SmallFile_IsCheckedAgainstGitsHash(string text, string tag)
    {
        var content = Encoding.UTF8.GetBytes(text);
        Server.With("config.json", content);
        Server.Script = request =>
        {
            var answer = Server.Serve(request);
            answer.Headers["ETag"] = $"W/\"{tag}\"";
            return answer;
        };

        var path = await DownloadAsync("config.json");

        (await File.ReadAllBytesAsync(path)).Should().Equal(content);
        File.Exists(Path.Combine(RepositoryFolder, "blobs", tag)).Should().BeTrue();
    }

    [Fact]
    public async Task Download_SmallFileWithWrongGitHash_Throws()
    {
        Server.With("config.json", "[]");
        Server.Script = request =>
        {
            var answer = Server.Serve(request);
            // That of "{}".
            answer.Headers["ETag"] = "\"9e26dfeeb6e641a33dae4961196235bdb965b21b\"";
            return answer;
        };

        await FluentActions.Awaiting(() => DownloadAsync("config.json")).Should().ThrowAsync<InvalidDataException>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Download_MoreThanAnnounced_ThrowsAndLeavesNothing(bool chunked)
    {
        Server.With("weights.bin", Weights);
        Server.Script = request => request.Method == "GET" ? new FakeAnswer(200) { Body = [.. Weights, 1], Chunked = chunked } : null;

        var act = () => DownloadAsync("weights.bin");

        (await act.Should().ThrowAsync<InvalidDataException>()).Which.Message.Should().Contain("more than the 300000 bytes");
        Directory.GetFiles(Path.Combine(RepositoryFolder, "blobs")).Should().BeEmpty();
    }

    [Fact]
    public async Task Download_SizeUnknown_Works()
    {
        Server.With("weights.bin", Weights);
        Server.Script = request => Server.Serve(request) with { Chunked = true };

        (await File.ReadAllBytesAsync(await DownloadAsync("weights.bin"))).Should().Equal(Weights);
    }

    [Fact]
    public async Task Download_LargerThanTheDisk_ThrowsBeforeDownloading()
    {
        Server.With("weights.bin", Weights);
        Server.Script = request => request.Method == "HEAD" ? Server.Serve(request) with { AnnouncedLength = 1L << 60 } : null;

        var act = () => DownloadAsync("weights.bin");

        (await act.Should().ThrowAsync<IOException>()).Which.Message.Should().Contain("HF_HUB_CACHE");
        Server.Downloads.Should().Be(0);
    }

    [Fact]
    public async Task Download_RedirectToOtherHost_KeepsTheTokenAtTheHub()
    {
        using var storage = new FakeHub { Script = request => new FakeAnswer(200) { Body = Weights } };
        Server.Script = _ => new FakeAnswer(302)
        {
            Headers =
            {
                ["X-Repo-Commit"] = FakeHub.Commit, ["X-Linked-ETag"] = $"\"{FakeHub.Sha256(Weights)}\"",
                ["X-Linked-Size"] = "300000", ["ETag"] = "\"other\"", ["Location"] = new Uri(storage.Endpoint, "/signed?key=1").ToString(),
            },
        };

        var path = await DownloadAsync("weights.bin", Options with { Token = "hf_secret" });

        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
        Server.Requests.Should().OnlyContain(request => request.Header("Authorization") == "Bearer hf_secret");
        storage.Requests.Should().ContainSingle().Which.Header("Authorization").Should().BeNull();
    }

    [Fact]
    public async Task Download_SignedAddressExpired_AsksTheHubForANewOne()
    {
        var refusals = 0;
        using var storage = new FakeHub { Script = request => refusals++ == 0 ? new FakeAnswer(403) : new FakeAnswer(200) { Body = Weights } };
        Server.With("weights.bin", Weights).Script = request =>
            request.Method == "GET" ? new FakeAnswer(302) { Headers = { ["Location"] = new Uri(storage.Endpoint, "/signed").ToString() } } : null;

        (await File.ReadAllBytesAsync(await DownloadAsync("weights.bin"))).Should().Equal(Weights);

        Server.Downloads.Should().Be(2);
    }

    [Fact]
    public async Task Download_RenamedRepository_FollowsWithTheToken()
    {
        Server.With("weights.bin", Weights).Script = request => request.Path.StartsWith("/old/", StringComparison.Ordinal)
            ? new FakeAnswer(307) { Headers = { ["Location"] = request.Path.Replace("/old/", "/org/", StringComparison.Ordinal) } }
            : null;
        using var client = new HubClient(Options with { Token = "hf_secret" });

        var path = await client.DownloadAsync(new HubRepository("old/model"), "weights.bin");

        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
        Server.Requests.Should().OnlyContain(request => request.Header("Authorization") == "Bearer hf_secret");
    }

    [Fact]
    public async Task Download_RedirectLoop_ThrowsAfterBoundedHops()
    {
        Server.Script = request => new FakeAnswer(302) { Headers = { ["Location"] = request.Path } };

        (await FluentActions.Awaiting(() => DownloadAsync("weights.bin")).Should().ThrowAsync<HttpRequestException>())
            .Which.Message.Should().Contain("redirected more than 8 times");
        Server.Requests.Should().HaveCount(9);
    }

    [Fact]
    public async Task Download_RedirectToAFile_IsRefused()
    {
        Server.Script = _ => new FakeAnswer(302) { Headers = { ["Location"] = "file:///etc/passwd" } };

        await FluentActions.Awaiting(() => DownloadAsync("weights.bin")).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Download_ServerBusyThenFine_TriesAgain()
    {
        Server.With("weights.bin", Weights);
        var failures = 0;
        Server.Script = _ => failures++ % 2 == 0 ? new FakeAnswer(failures < 2 ? 503 : 429) { Headers = { ["Retry-After"] = "0" } } : null;

        (await File.ReadAllBytesAsync(await DownloadAsync("weights.bin"))).Should().Equal(Weights);
    }

    [Fact]
    public async Task Download_ServerAlwaysFailing_GivesUpAfterTheAttempts()
    {
        Server.Script = _ => new FakeAnswer(503);

        (await FluentActions.Awaiting(() => DownloadAsync("weights.bin", Options with { Attempts = 3 })).Should().ThrowAsync<HttpRequestException>())
            .Which.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        Server.Requests.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(401, "GatedRepo", null, typeof(UnauthorizedAccessException), "gated")]
    [InlineData(403, "GatedRepo", "hf_x", typeof(UnauthorizedAccessException), "ask for access")]
    [InlineData(401, "RepoNotFound", null, typeof(UnauthorizedAccessException), "set HF_TOKEN")]
    [InlineData(401, "", "hf_x", typeof(UnauthorizedAccessException), "refused the token")]
    [InlineData(404, "RepoNotFound", null, typeof(DirectoryNotFoundException), "does not exist")]
    [InlineData(404, "RevisionNotFound", null, typeof(DirectoryNotFoundException), "no revision 'main'")]
    [InlineData(404, "EntryNotFound", null, typeof(FileNotFoundException), "no file 'weights.bin'")]
    [InlineData(404, "", null, typeof(FileNotFoundException), "no file 'weights.bin'")]
    [InlineData(400, "", null, typeof(HttpRequestException), "answered 400")]
    public async Task Download_Refused_SaysWhyAndTheWayOut(int status, string code, string? token, Type exception, string message)
    {
        Server.Script = _ => new FakeAnswer(status) { Headers = { ["X-Error-Code"] = code } };

        var error = await Record.ExceptionAsync(() => DownloadAsync("weights.bin", Options with { Token = token }));

        error.Should().BeOfType(exception);
        error!.Message.Should().Contain(message).And.Contain("org/model");
        Server.Requests.Should().HaveCount(1);
        Directory.Exists(RepositoryFolder).Should().BeFalse();
    }

    [Theory]
    [InlineData("X-Repo-Commit", "../../x")]
    [InlineData("X-Repo-Commit", "")]
    [InlineData("ETag", "\"../../../escape\"")]
    [InlineData("ETag", "\"\"")]
    public async Task Download_HostileHeaders_AreRefused(string header, string value)
    {
        Server.With("weights.bin", Weights).Script = request =>
        {
            var answer = Server.Serve(request);
            answer.Headers[header] = value;
            return answer;
        };

        (await FluentActions.Awaiting(() => DownloadAsync("weights.bin")).Should().ThrowAsync<InvalidDataException>())
            .Which.Message.Should().Contain(header);
        Server.Downloads.Should().Be(0);
    }

    [Fact]
    public async Task Download_OtherCommitThanAsked_Throws()
    {
        Server.With("weights.bin", Weights);
        using var client = new HubClient(Options);

        await client.Awaiting(it => it.DownloadAsync(new HubRepository(FakeHub.Id, new string('f', 40)), "weights.bin"))
            .Should().ThrowAsync<InvalidDataException>();
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData("C:evil")]
    [InlineData("a//b")]
    [InlineData("")]
    public async Task Download_HostileName_ThrowsWithoutAsking(string file)
    {
        await FluentActions.Awaiting(() => DownloadAsync(file)).Should().ThrowAsync<ArgumentException>();

        Server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Download_Offline_SaysWhatWhereAndTheWayOut()
    {
        var act = () => DownloadAsync("weights.bin", Options with { Offline = true });

        (await act.Should().ThrowAsync<FileNotFoundException>()).Which.Message
            .Should().Contain("weights.bin").And.Contain(RepositoryFolder).And.Contain("HF_HUB_OFFLINE");
        Server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Download_Cancelled_KeepsThePartAndTheNextCallContinues()
    {
        var large = Content(3 << 20);
        Server.With("weights.bin", large);
        Server.Script = request => request.Method == "GET" && request.From == 0 ? Server.Serve(request) with { CutAfter = 2 << 20, Hang = true } : null;
        using var cancellation = new CancellationTokenSource();
        using var client = new HubClient(Options);
        var reports = new List<HubProgress>();
        var progress = new Reporter(report =>
        {
            reports.Add(report);
            if (report.Bytes >= 1 << 20)
                cancellation.Cancel();
        });

        await client.Awaiting(it => it.DownloadAsync(Repository, "weights.bin", progress, cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>();
        var kept = new FileInfo(BlobOf(large) + ".incomplete").Length;
        kept.Should().BeInRange(1 << 20, 2 << 20);
        reports.Should().OnlyContain(report => report.File == "weights.bin" && report.Total == large.Length);

        reports.Clear();
        var path = await client.DownloadAsync(Repository, "weights.bin", new Reporter(reports.Add));

        Server.Requests.Last().From.Should().Be((int)kept);
        (await File.ReadAllBytesAsync(path)).Should().Equal(large);
        reports.Select(report => report.Bytes).Should().BeInAscendingOrder().And.StartWith(kept).And.EndWith(large.Length);
        Directory.GetFiles(Path.Combine(RepositoryFolder, "blobs")).Should().Equal(BlobOf(large));
    }

    [Fact]
    public async Task Download_ManyAtOnce_DownloadsOnce()
    {
        Server.With("weights.bin", Weights);
        var clients = Enumerable.Range(0, 6).Select(_ => new HubClient(Options)).ToArray();

        var paths = await Task.WhenAll(clients.Select(client => client.DownloadAsync(Repository, "weights.bin")));

        paths.Distinct().Should().ContainSingle();
        (await File.ReadAllBytesAsync(paths[0])).Should().Equal(Weights);
        Server.Downloads.Should().Be(1);
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task Download_ClientThatFollowsRedirects_IsRefused()
    {
        Server.With("weights.bin", Weights).Script = request => request.Path.StartsWith("/moved", StringComparison.Ordinal)
            ? null
            : new FakeAnswer(302) { Headers = { ["Location"] = "/moved" } };
        using var http = new HttpClient();
        using var client = new HubClient(Options, http);

        (await client.Awaiting(it => it.DownloadAsync(Repository, "weights.bin")).Should().ThrowAsync<Exception>())
            .Which.Message.Should().Contain("AllowAutoRedirect");
    }

    [Fact]
    public async Task Dispose_GivenClient_StaysTheCallers()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        new HubClient(Options, http).Dispose();
        Server.With("weights.bin", Weights);

        using var second = new HubClient(Options, http);

        File.Exists(await second.DownloadAsync(Repository, "weights.bin")).Should().BeTrue();
    }

    private void LeavePart(byte[] part)
    {
        Directory.CreateDirectory(Path.Combine(RepositoryFolder, "blobs"));
        File.WriteAllBytes(BlobOf(Weights) + ".incomplete", part);
    }

    private sealed class Answers(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        public int Count { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count++;
            return Task.FromResult(answer());
        }
    }

    private sealed class Reporter(Action<HubProgress> report) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => report(value);
    }
}
