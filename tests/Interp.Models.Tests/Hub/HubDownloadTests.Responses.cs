using System.Net;
using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

public sealed partial class HubDownloadTests
{
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
}
