using CsCheck;
using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

public sealed class HubRepositoryTests
{
    [Theory]
    [InlineData("gpt2", "gpt2", "main")]
    [InlineData("EleutherAI/gpt-j-6B@float16", "EleutherAI/gpt-j-6B", "float16")]
    [InlineData("a/b@refs/pr/40", "a/b", "refs/pr/40")]
    public void Parse_IdAndRevision_AreTakenApart(string text, string id, string revision) =>
        HubRepository.Parse(text).Should().Be(new HubRepository(id, revision));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("a--b")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("a?b")]
    [InlineData("ä/b")]
    public void New_HostileId_Throws(string id) =>
        FluentActions.Invoking(() => new HubRepository(id)).Should().Throw<ArgumentException>().WithParameterName(nameof(id));

    [Theory]
    [InlineData("")]
    [InlineData("../main")]
    [InlineData("refs/../../x")]
    [InlineData("/main")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    public void New_HostileRevision_Throws(string revision)
    {
        FluentActions.Invoking(() => new HubRepository("a/b", revision)).Should().Throw<ArgumentException>().WithParameterName(nameof(revision));
        FluentActions.Invoking(() => new HubRepository("a/b") with { Revision = revision }).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void PathProblem_AnythingAccepted_StaysBelowItsFolder()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "root")) + Path.DirectorySeparatorChar;
        string[] pieces = ["..", ".", "/", "\\", "a", "C:", "\0", " ", "~", "...", "\u2044", "%2e"];
        Gen.Int[0, pieces.Length - 1].Select(piece => pieces[piece]).Array[1, 8].Select(string.Concat).Sample(path =>
        {
            if (HubNames.PathProblem(path) is null)
                Path.GetFullPath(Path.Combine(root, path)).Should().StartWith(root);
        }, iter: 5000);
    }
}
