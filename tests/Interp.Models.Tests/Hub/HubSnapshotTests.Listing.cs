using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

public sealed partial class HubSnapshotTests
{
    [Theory]
    [InlineData("""{"weight_map": {"a": "../../../escape"}}""", "../../../escape")]
    [InlineData("""{"weight_map": {"a": "/etc/passwd"}}""", "/etc/passwd")]
    [InlineData("""{"weight_map": {"a": 3}}""", "'a' is in '3'")]
    [InlineData("""{"weight_map": {}}""", "empty")]
    [InlineData("""{"weights": {}}""", "weight_map")]
    [InlineData("[1]", "weight_map")]
    [InlineData("{", "LineNumber: 0")]
    public async Task Snapshot_HostileIndex_IsRefused(string index, string message)
    {
        Server.With("config.json", "{}").With("model.safetensors.index.json", index);

        (await FluentActions.Awaiting(() => SnapshotAsync()).Should().ThrowAsync<InvalidDataException>())
            .Which.Message.Should().Contain(message).And.Contain("model.safetensors.index.json");
    }

    [Theory]
    [InlineData("""{"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{"rfilename": "../x"}]}""", "../x")]
    [InlineData("""{"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [3]}""", "rfilename")]
    [InlineData("""{"sha": "0123456789abcdef0123456789abcdef01234567"}""", "siblings")]
    [InlineData("""{"sha": "../../etc", "siblings": []}""", "sha")]
    [InlineData("<html>", "JSON")]
    public async Task ListFiles_HostileAnswer_IsRefused(string json, string message)
    {
        Server.Script = _ => new FakeAnswer(200) { Body = System.Text.Encoding.UTF8.GetBytes(json) };
        using var client = new HubClient(Options);

        (await client.Awaiting(it => it.ListFilesAsync(Repository)).Should().ThrowAsync<InvalidDataException>())
            .Which.Message.Should().Contain(message).And.Contain("HF_ENDPOINT");
    }

    [Fact]
    public async Task ListFiles_EndlessAnswer_IsCutOff()
    {
        Server.Script = _ => new FakeAnswer(200) { Body = new byte[33 << 20], Chunked = true };
        using var client = new HubClient(Options);

        await client.Awaiting(it => it.ListFilesAsync(Repository)).Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task ListFiles_OnlineAndOffline_NameTheFiles()
    {
        WholeModel();
        Server.With("sub/notes.txt", "x");
        using var client = new HubClient(Options);
        await client.DownloadAsync(Repository, "sub/notes.txt");
        using var offline = new HubClient(Options with { Offline = true });

        (await client.ListFilesAsync(Repository)).Should().Equal("config.json", "model.safetensors", "sub/notes.txt", "tokenizer.json");
        (await offline.ListFilesAsync(Repository)).Should().Equal("sub/notes.txt");
    }

    [Fact]
    public async Task ListFiles_OfflineAndUnknown_Throws()
    {
        using var offline = new HubClient(Options with { Offline = true });

        await offline.Awaiting(it => it.ListFilesAsync(Repository)).Should().ThrowAsync<DirectoryNotFoundException>();
        Server.Requests.Should().BeEmpty();
    }

    private void WholeModel() => Server.With("config.json", "{}").With("tokenizer.json", "{\"a\": 1}").With("model.safetensors", Content(1000));
}
