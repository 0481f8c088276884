using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

public sealed class HubCacheTests : HubFixture
{
    private HubCache Cache => new(Options);

    [Fact]
    public void FindFile_ThroughReference_GivesTheSnapshotsFile()
    {
        Write("refs/v1.0", FakeHub.Commit + "\n");
        Write($"snapshots/{FakeHub.Commit}/config.json", "{}");

        var expected = Path.Combine(SnapshotFolder, "config.json");
        Cache.FindFile(Repository with { Revision = "v1.0" }, "config.json").Should().Be(expected);
        Cache.FindFile(Repository with { Revision = FakeHub.Commit }, "config.json").Should().Be(expected);
        Cache.FindSnapshot(Repository with { Revision = "v1.0" }).Should().Be(SnapshotFolder);
    }

    [Fact]
    public void FindFile_UnknownRevisionOrFile_GivesNull()
    {
        Write("refs/main", FakeHub.Commit);
        Write($"snapshots/{FakeHub.Commit}/config.json", "{}");

        Cache.FindFile(Repository, "model.safetensors").Should().BeNull();
        Cache.FindFile(Repository with { Revision = "other" }, "config.json").Should().BeNull();
        Cache.FindSnapshot(Repository with { Revision = new string('f', 40) }).Should().BeNull();
        Cache.FindCommit(new HubRepository("gpt2")).Should().BeNull();
    }

    [Fact]
    public void FindFile_LinkToNowhere_GivesNull()
    {
        Write("refs/main", FakeHub.Commit);
        Directory.CreateDirectory(SnapshotFolder);
        File.CreateSymbolicLink(Path.Combine(SnapshotFolder, "config.json"), "../../blobs/gone");

        Cache.FindFile(Repository, "config.json").Should().BeNull();
    }

    [Theory]
    [InlineData("../../../etc")]
    [InlineData("main")]
    [InlineData("")]
    public void FindCommit_BrokenReference_NamesIt(string content)
    {
        Write("refs/main", content);

        Cache.Invoking(cache => cache.FindCommit(Repository)).Should().Throw<InvalidDataException>()
            .WithMessage("*" + Path.Combine("refs", "main") + "*delete it*");
    }

    [Fact]
    public void FindFile_RepositoryWithoutOrganisation_HasItsOwnFolder()
    {
        var gpt2 = new HubRepository("gpt2", FakeHub.Commit);
        var path = Path.Combine(Folder, "models--gpt2", "snapshots", FakeHub.Commit, "config.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "{}");

        Cache.FindFile(gpt2, "config.json").Should().Be(path);
    }

    private void Write(string name, string content)
    {
        var path = Path.Combine(RepositoryFolder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
