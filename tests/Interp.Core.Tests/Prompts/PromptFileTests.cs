using CsCheck;
using Interp.Core.Prompts;

namespace Interp.Core.Tests.Prompts;

public sealed class PromptFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_WhatWasWritten_IsTheSameSet()
    {
        Gen.Select(Gen.String.Where(text => !text.Any(char.IsSurrogate)), Gen.ULong, Gen.Enum<Setting>()).Sample(
            (text, seed, setting) =>
            {
                var examples = Toys.Examples(Toys.Examples(3, 20).Rows.Select(row => row with { Fields = [row.Fields[0] + text] }));
                var written = new PromptBuilder(examples, Toys.Format(3, "x {}: {}."), new WordTokenizer(3))
                    .Build(Toys.Options(setting, demonstrations: 4, count: 2, seed: seed, tokens: 4000));
                PromptFile.Write(_path, written);
                Same(PromptFile.Read(_path), written);
            },
            iter: 50,
            threads: 1);
    }

    [Fact]
    public void Write_Again_GivesTheSameBytes()
    {
        PromptFile.Write(_path, Toys.Build(3, Toys.Options()));
        var first = File.ReadAllBytes(_path);
        PromptFile.Write(_path, PromptFile.Read(_path));
        File.ReadAllBytes(_path).Should().Equal(first);
        File.Exists(_path + ".partial").Should().BeFalse();
    }

    [Theory]
    [InlineData(0, "\"pairs\":20", "\"pairs\":21", "*line 42: the file ends here*It was cut*")]
    [InlineData(0, "\"pairs\":20", "\"pairs\":19", "*line 40: found more than the 19 pairs*")]
    [InlineData(0, "\"pairs\":20", "\"pairs\":0", "*line 1: key \"pairs\" is 0*")]
    [InlineData(0, "permuted_incorrect_labels", "shuffled", "*line 1: No setting is called \"shuffled\"*")]
    [InlineData(0, "\"seed\"", "\"sead\"", "*line 1: key \"seed\" is missing*")]
    [InlineData(1, "\"kind\":\"correct\"", "\"kind\":\"false\"", "*line 2: found a prompt of kind \"false\", expected \"correct\"*")]
    [InlineData(2, "\"pre_label\":[", "\"pre_label\":[99999,", "*line 3: lists of 9, 8, 8, 8, 8 demonstrations*")]
    [InlineData(2, "\"label_start\":[", "\"label_start\":[-", "*line 3: a label stands outside*")]
    [InlineData(2, "\"shown\":[", "\"shown\":[7", "*line 3: a class is none of 0 to 2*")]
    [InlineData(2, "{", "[", "*line 3: *")]
    public void Read_DamagedFile_NamesTheLine(int line, string old, string @new, string message)
    {
        PromptFile.Write(_path, Toys.Build(3, Toys.Options()));
        var lines = File.ReadAllLines(_path);
        var at = lines[line].IndexOf(old, StringComparison.Ordinal);
        lines[line] = lines[line][..at] + @new + lines[line][(at + old.Length)..];
        File.WriteAllLines(_path, lines);
        FluentActions.Invoking(() => PromptFile.Read(_path)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Read_NoFile_Throws() =>
        FluentActions.Invoking(() => PromptFile.Read(_path + ".none")).Should().Throw<FileNotFoundException>();

    private static void Same(PromptSet found, PromptSet written)
    {
        (found.Dataset, found.Format, found.Setting, found.Seed).Should().Be((written.Dataset, written.Format, written.Setting, written.Seed));
        found.Labels.Should().Equal(written.Labels);
        found.LabelTokens.Should().Equal(written.LabelTokens);
        found.Pairs.Should().HaveCount(written.Pairs.Length);
        foreach (var (one, other) in Toys.Both(found).Zip(Toys.Both(written)))
        {
            one.Text.Should().Be(other.Text);
            one.Tokens.Should().Equal(other.Tokens);
            one.PreLabel.Should().Equal(other.PreLabel);
            one.LabelSpans.Should().Equal(other.LabelSpans);
            one.Classes.Should().Equal(other.Classes);
            one.Shown.Should().Equal(other.Shown);
        }
    }
}
