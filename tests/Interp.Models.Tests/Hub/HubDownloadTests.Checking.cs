using System.Text;

namespace Interp.Models.Tests.Hub;

public sealed partial class HubDownloadTests
{
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
}
