using CsCheck;
using Interp.Models.Tokenizers;

namespace Interp.Models.Tests.Tokenizers.Reading;

public class DamagedFileTests
{
    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{"version":"1.0","version":"1.0"}""")]
    [InlineData("""{"version":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    public void FromFile_NotATokenizer_SaysSo(string content)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("tokenizer.json", content);

        var read = () => PretrainedTokenizer.FromFile(path);

        read.Should().Throw<InvalidDataException>().WithMessage($"*{path}*");
    }

    [Fact]
    public void FromFile_Nested_SaysSo()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("tokenizer.json", new string('[', 100_000));

        var read = () => PretrainedTokenizer.FromFile(path);

        read.Should().Throw<InvalidDataException>().WithMessage("*line 1*");
    }

    [Fact]
    public void FromFile_TooLarge_SaysSo()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder.File("tokenizer.json")))
            file.SetLength(1L << 30);

        var read = () => PretrainedTokenizer.FromFile(folder.File("tokenizer.json"));

        read.Should().Throw<InvalidDataException>().WithMessage("*1073741824 bytes*");
    }

    [Fact]
    public void FromFile_CutOrChangedAnywhere_ReadsOrThrowsInvalidData()
    {
        string text = TinyTokenizer.ByteLevel().ToJsonString();
        using var folder = new TemporaryFolder();

        Gen.Int[0, text.Length - 1].Select(Gen.Bool, Gen.Char["{}[]\",:0123456789truefalsn\\u"]).Sample(
            (at, cut, character) =>
            {
                string damaged = cut ? text[..at] : text[..at] + character + text[(at + 1)..];
                string path = folder.Write($"{Guid.NewGuid()}.json", damaged);
                try
                {
                    PretrainedTokenizer.FromFile(path);
                }
                catch (InvalidDataException)
                {
                    // Refused with a reason: what a damaged file should get.
                }
                File.Delete(path);
            },
            iter: 500, threads: 1);
    }

    [Theory]
    [InlineData("#version: 0.2\nh e\nh\n", "merge 1: expected two tokens")]
    [InlineData("#version: 0.2\nh e\nq q\n", "merge 1: token 'qq'")]
    public void FromFolder_DamagedMerges_SaysWhich(string merges, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.json", TinyTokenizer.ByteLevel()["model"]!["vocab"]!.ToJsonString());
        folder.Write("merges.txt", merges);

        var read = () => PretrainedTokenizer.FromFolder(folder.Path);

        read.Should().Throw<InvalidDataException>().WithMessage($"*merges.txt*{message}*");
    }

    [Fact]
    public void FromFolder_PairWithAddedTokens_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.json", "{}");
        folder.Write("merges.txt", "");
        folder.Write("added_tokens.json", "{}");

        var read = () => PretrainedTokenizer.FromFolder(folder.Path);

        read.Should().Throw<InvalidDataException>().WithMessage("*added_tokens.json*");
    }

    [Fact]
    public void FromFolder_NoTokenizer_SaysWhatWasLookedFor()
    {
        using var folder = new TemporaryFolder();

        var read = () => PretrainedTokenizer.FromFolder(folder.Path);

        read.Should().Throw<FileNotFoundException>().WithMessage("*tokenizer.json*vocab.json*merges.txt*");
    }

    [Fact]
    public void FromFolder_NoFolder_Throws()
    {
        var read = () => PretrainedTokenizer.FromFolder("/no/such/folder");

        read.Should().Throw<DirectoryNotFoundException>().WithMessage("*/no/such/folder*");
    }

    [Fact]
    public void FromFile_NoFile_Throws()
    {
        var read = () => PretrainedTokenizer.FromFile("/no/such/tokenizer.json");

        read.Should().Throw<FileNotFoundException>().WithMessage("*/no/such/tokenizer.json*");
    }
}
