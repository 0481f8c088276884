using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

public sealed partial class HubSnapshotTests : HubFixture
{
    // The discard port: nothing listens there.
    private static readonly Uri Nobody = new("http://127.0.0.1:9");

    private const string Index = """{"metadata": {}, "weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors", "c": "model-1.safetensors"}}""";

    [Fact]
    public async Task Snapshot_SafetensorsAndPickle_TakesSafetensorsOnly()
    {
        Server.With("config.json", "{}").With("tokenizer.json", "{}").With("README.md", "x")
            .With("model.safetensors", Content(1000)).With("pytorch_model.bin", Content(2000));

        var folder = await SnapshotAsync();

        folder.Should().Be(SnapshotFolder);
        Names(folder).Should().Equal("config.json", "model.safetensors", "tokenizer.json");
        File.ReadAllText(Path.Combine(RepositoryFolder, "refs", "main")).Should().Be(FakeHub.Commit);
    }

    [Fact]
    public async Task Snapshot_Shards_TakesIndexAndEachShardOnce()
    {
        Server.With("config.json", "{}").With("vocab.json", "{}").With("merges.txt", "").With("model.safetensors.index.json", Index)
            .With("model-1.safetensors", Content(1000)).With("model-2.safetensors", Content(999)).With("model-3.safetensors", Content(5));

        Names(await SnapshotAsync()).Should().Equal(
            "config.json", "merges.txt", "model-1.safetensors", "model-2.safetensors", "model.safetensors.index.json", "vocab.json");
    }

    [Fact]
    public async Task Snapshot_OnlyPickleShards_FallsBackToThem()
    {
        Server.With("config.json", "{}").With("pytorch_model.bin.index.json", """{"weight_map": {"a": "pytorch_model-1.bin"}}""")
            .With("pytorch_model-1.bin", Content(100));

        Names(await SnapshotAsync()).Should().Equal("config.json", "pytorch_model-1.bin", "pytorch_model.bin.index.json");
    }

    [Fact]
    public async Task Snapshot_CompleteInCache_AsksNobody()
    {
        WholeModel();
        await SnapshotAsync();
        Server.Requests.Clear();

        (await SnapshotAsync()).Should().Be(SnapshotFolder);
        (await SnapshotAsync(Options with { Offline = true })).Should().Be(SnapshotFolder);

        Server.Requests.Should().BeEmpty();
    }

    [Fact]
    public void Snapshot_Blocking_GivesTheFolder()
    {
        WholeModel();
        using var client = new HubClient(Options);

        client.Snapshot(Repository).Should().Be(SnapshotFolder);
    }

    [Fact]
    public async Task Snapshot_PartInCache_DownloadsOnlyWhatIsMissing()
    {
        WholeModel();
        await DownloadAsync("model.safetensors");
        Server.Requests.Clear();

        await SnapshotAsync();

        Server.Requests.Select(request => (request.Method, request.Path.Split('/')[^1])).Should().Equal(
            ("GET", FakeHub.Commit), ("HEAD", "config.json"), ("GET", "config.json"), ("HEAD", "tokenizer.json"), ("GET", "tokenizer.json"));
    }

    [Fact]
    public async Task Snapshot_WholePickleInCache_IsNotDownloadedAgainAsSafetensors()
    {
        Server.With("config.json", "{}").With("tokenizer.json", "{}").With("model.safetensors", Content(10)).With("pytorch_model.bin", Content(20));
        await DownloadAsync("pytorch_model.bin");

        Names(await SnapshotAsync()).Should().Equal("config.json", "pytorch_model.bin", "tokenizer.json");
    }

    [Fact]
    public async Task Snapshot_AnotherRevisionInCache_IsNotTakenForTheOneAsked()
    {
        WholeModel();
        await SnapshotAsync();
        Server.Requests.Clear();
        var other = Repository with { Revision = "step3000" };

        using (var offline = new HubClient(Options with { Offline = true }))
            await FluentActions.Awaiting(() => offline.SnapshotAsync(other)).Should().ThrowAsync<FileNotFoundException>().WithMessage("org/model at revision 'step3000': config.json and whole weights are not in*offline mode*");
        Server.Requests.Should().BeEmpty();

        using var online = new HubClient(Options);
        await online.SnapshotAsync(other);
        Server.Requests.Should().Contain(request => request.Path == "/api/models/org/model/revision/step3000");
    }

    [Fact]
    public async Task Snapshot_Refresh_AsksWhereTheBranchIsNow()
    {
        WholeModel();
        await SnapshotAsync();
        Server.Requests.Clear();

        await SnapshotAsync(Options with { Refresh = true });

        Server.Requests.Should().ContainSingle().Which.Path.Should().Be("/api/models/org/model/revision/main");
    }

    [Fact]
    public async Task Snapshot_OddFileNamesInTheListing_AreLeftOut()
    {
        WholeModel();
        Server.With("logs/12:30:11.txt", "x").With("ends.", "x").With("con|sole", "x");

        Names(await SnapshotAsync()).Should().Equal("config.json", "model.safetensors", "tokenizer.json");
        using var client = new HubClient(Options);
        (await client.ListFilesAsync(Repository)).Should().Equal("config.json", "model.safetensors", "tokenizer.json");
    }

    [Theory]
    [InlineData("model.Q4_K_M.gguf", "*GGUF files (model.Q4_K_M.gguf)*ORG/NAME:Q4_K_M*")]
    [InlineData("adapter_config.json", "*LoRA adapters*merge_and_unload*")]
    [InlineData("README.md", "*Check the id and the revision*")]
    public async Task Snapshot_RepositoryOfAnotherKind_SaysWhatItIs(string file, string message)
    {
        Server.With(file, "x");

        (await FluentActions.Awaiting(() => SnapshotAsync()).Should().ThrowAsync<FileNotFoundException>()).WithMessage(message);
    }

    [Theory]
    [InlineData("tokenizer.model")]
    [InlineData("vocab.json")]
    public async Task Snapshot_CacheWithoutTokenizerJson_FetchesIt(string instead)
    {
        WholeModel();
        Server.With(instead, "{}").With("merges.txt", "");
        await DownloadAsync("config.json");
        await DownloadAsync("model.safetensors");
        await DownloadAsync(instead);
        await DownloadAsync("merges.txt");

        Names(await SnapshotAsync()).Should().Contain("tokenizer.json");
    }

    [Fact]
    public async Task Snapshot_InterruptedIndexAndWholePickleInCache_IsWhole()
    {
        Server.With("config.json", "{}").With("tokenizer.json", "{}").With("model.safetensors.index.json", Index)
            .With("model-1.safetensors", Content(10)).With("model-2.safetensors", Content(11)).With("pytorch_model.bin", Content(20));
        await DownloadAsync("config.json");
        await DownloadAsync("tokenizer.json");
        await DownloadAsync("model.safetensors.index.json");
        await DownloadAsync("model-1.safetensors");
        await DownloadAsync("pytorch_model.bin");
        Server.Requests.Clear();

        await SnapshotAsync();

        Server.Requests.Should().BeEmpty("the pickle is whole, and is what a load then reads");
    }

    [Fact]
    public async Task Snapshot_DanglingLinkInCache_IsFetchedAgain()
    {
        WholeModel();
        var folder = await SnapshotAsync();
        File.Delete(new FileInfo(Path.Combine(folder, "model.safetensors")).ResolveLinkTarget(true)!.FullName);

        (await SnapshotAsync()).Should().Be(folder);

        File.ReadAllBytes(Path.Combine(folder, "model.safetensors")).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Snapshot_InterruptedShardsOffline_NamesTheShard()
    {
        Server.With("config.json", "{}").With("model.safetensors.index.json", Index).With("model-1.safetensors", Content(10)).With("model-2.safetensors", Content(11));
        await DownloadAsync("config.json");
        await DownloadAsync("model.safetensors.index.json");
        await DownloadAsync("model-1.safetensors");

        var act = () => SnapshotAsync(Options with { Offline = true });

        (await act.Should().ThrowAsync<FileNotFoundException>()).WithMessage("*model-2.safetensors, a shard of model.safetensors.index.json is not in*");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Snapshot_NobodyAnswers_TheCacheIsEnough(bool refresh)
    {
        Server.With("config.json", "{}").With("model.safetensors", Content(10));
        var folder = await SnapshotAsync();

        (await SnapshotAsync(Options with { Refresh = refresh, Attempts = 1, Endpoint = Nobody })).Should().Be(folder, "there are a config and whole weights");
    }

    [Fact]
    public async Task Snapshot_NobodyAnswersAndPartInCache_Throws()
    {
        WholeModel();
        await DownloadAsync("config.json");

        var act = () => SnapshotAsync(Options with { Attempts = 1, Endpoint = Nobody });

        await act.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Snapshot_Cancelled_LeavesTheBranchUnwrittenAndContinues()
    {
        WholeModel();
        using var cancellation = new CancellationTokenSource();
        Server.Script = request =>
        {
            if (request.Path.EndsWith("model.safetensors", StringComparison.Ordinal) && !cancellation.IsCancellationRequested)
                cancellation.Cancel();
            return null;
        };
        using var client = new HubClient(Options);

        await client.Awaiting(it => it.SnapshotAsync(Repository, null, cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();
        File.Exists(Path.Combine(RepositoryFolder, "refs", "main")).Should().BeFalse();

        (await SnapshotAsync()).Should().Be(SnapshotFolder);
        Server.Requests.Count(request => request.Path.EndsWith("config.json", StringComparison.Ordinal)).Should().Be(2, "one HEAD, one GET");
    }

    [Fact]
    public async Task Snapshot_OfflineAndPartInCache_SaysWhatAndTheWayOut()
    {
        WholeModel();
        await DownloadAsync("config.json");

        var act = () => SnapshotAsync(Options with { Offline = true });

        (await act.Should().ThrowAsync<FileNotFoundException>()).Which.Message
            .Should().Contain("model.safetensors or model.safetensors.index.json").And.Contain(SnapshotFolder).And.Contain("HF_HUB_OFFLINE");
    }

    [Fact]
    public async Task Snapshot_MissingShardInCache_IsNotWhole()
    {
        Server.With("config.json", "{}").With("tokenizer.json", "{}").With("model.safetensors.index.json", Index)
            .With("model-1.safetensors", Content(1000)).With("model-2.safetensors", Content(999));
        await SnapshotAsync();
        File.Delete(Path.Combine(SnapshotFolder, "model-2.safetensors"));

        await FluentActions.Awaiting(() => SnapshotAsync(Options with { Offline = true })).Should().ThrowAsync<FileNotFoundException>();
        Names(await SnapshotAsync()).Should().Contain("model-2.safetensors");
    }

    [Theory]
    [InlineData("config.json", "neither model.safetensors nor pytorch_model.bin")]
    [InlineData("model.safetensors", "no config.json")]
    public async Task Snapshot_RepositoryWithoutModel_SaysWhatIsMissing(string only, string message)
    {
        Server.With(only, "{}");

        (await FluentActions.Awaiting(() => SnapshotAsync()).Should().ThrowAsync<FileNotFoundException>()).Which.Message.Should().Contain(message);
    }

    private async Task<string> SnapshotAsync(HubOptions? options = null)
    {
        using var client = new HubClient(options ?? Options);
        return await client.SnapshotAsync(Repository);
    }

    private static IEnumerable<string?> Names(string folder) => Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
