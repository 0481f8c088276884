using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

public sealed partial class HubDownloadTests : HubFixture
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
    public async Task Download_WithoutLinks_StoresTheFileOnce()
    {
        Server.With("weights.bin", Weights);

        var path = await DownloadAsync("weights.bin", Options with { SymbolicLinks = false });

        new FileInfo(path).LinkTarget.Should().BeNull();
        (await File.ReadAllBytesAsync(path)).Should().Equal(Weights);
        File.Exists(BlobOf(Weights)).Should().BeFalse("it would lie there a second time");
        Server.Requests.Clear();
        (await DownloadAsync("weights.bin", Options with { SymbolicLinks = false })).Should().Be(path);
        Server.Requests.Should().BeEmpty();
    }

    [Fact]
    public void FindDatasetFile_OfADatasetsRepository_IsCachedApartFromModels()
    {
        Server.With("data/train-00000-of-00001.parquet", Weights);
        using var client = new HubClient(Options);

        var path = client.FindDatasetFile(FakeHub.Id, "data/train-00000-of-00001.parquet");

        path.Should().StartWith(Path.Combine(Folder, "datasets--org--model", "snapshots", FakeHub.Commit));
        File.ReadAllBytes(path!).Should().Equal(Weights);
        Server.Requests.Select(request => request.Path).Should().OnlyContain(asked => asked.StartsWith("/datasets/org/model/resolve/", StringComparison.Ordinal));
        client.FindDatasetFile(FakeHub.Id, "train.jsonl").Should().BeNull("the repository has no such file");
        Server.Requests.Clear();
        client.FindDatasetFile(FakeHub.Id, "data/train-00000-of-00001.parquet").Should().Be(path);
        Server.Requests.Should().BeEmpty();
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

        public int Authorized { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count++;
            Authorized += request.Headers.Authorization is null ? 0 : 1;
            return Task.FromResult(answer());
        }
    }

    private sealed class Reporter(Action<HubProgress> report) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => report(value);
    }
}
