namespace Interp.Models.Tests;

public sealed class MessageTests
{
    /// <summary>Messages quote files; one place bounds them and makes them plain.</summary>
    [Fact]
    public void Sources_ThrowInvalidDataException_ThroughMalformedAlone()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Interp.Models"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !path.EndsWith("Malformed.cs", StringComparison.Ordinal)).ToArray();

        sources.Should().HaveCountGreaterThan(100);
        sources.Where(path => File.ReadAllText(path).Contains("new InvalidDataException(", StringComparison.Ordinal)).Should().BeEmpty();
    }
}
