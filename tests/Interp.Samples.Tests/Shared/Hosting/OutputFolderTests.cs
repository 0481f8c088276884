using Interp.Samples.Shared.Hosting;

namespace Interp.Samples.Tests.Shared.Hosting;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void At_NewFolder_LeavesNothing()
    {
        OutputFolder.At(_folder.File("a/b/c"));
        _folder.Content.Should().BeEmpty();
    }

    [Theory]
    [InlineData("here/results")]
    [InlineData("results")]
    [InlineData(".")]
    public void Publish_Folder_HoldsWhatWasWritten(string name)
    {
        OutputFolder.At(_folder.File(name)).Publish(stage => File.WriteAllText(Path.Combine(stage, "rows.csv"), "1"));

        File.ReadAllText(Path.Combine(_folder.File(name), "rows.csv")).Should().Be("1");
        _folder.Content.Should().NotContain(entry => entry.Contains("unfinished"));
    }

    [Fact]
    public void Publish_FolderMadeMeanwhile_GetsTheFiles()
    {
        var folder = OutputFolder.At(_folder.File("results"));
        Directory.CreateDirectory(_folder.File("results"));

        folder.Publish(stage => File.WriteAllText(Path.Combine(stage, "rows.csv"), "1"));

        _folder.Content.Should().Equal("results", "results/rows.csv");
    }

    [Fact]
    public void Publish_WriterFails_LeavesTheOldFiles()
    {
        File.WriteAllText(_folder.File("rows.csv"), "old");
        var folder = OutputFolder.At(_folder.Path);

        var publish = () => folder.Publish(stage =>
        {
            File.WriteAllText(Path.Combine(stage, "rows.csv"), "half of the new on");
            throw new IOException("No space left on device");
        });

        publish.Should().Throw<IOException>().WithMessage("No space left on device");
        _folder.Content.Should().Equal("rows.csv");
        File.ReadAllText(_folder.File("rows.csv")).Should().Be("old");
    }
}
