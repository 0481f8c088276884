using System.Collections.Immutable;
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
                var examples = Toys.Examples(Toys.Examples(3, 20).Rows.Select(row => row with { Fields = [row.Fields[0] + text + "🙂"] }));
                var written = new PromptBuilder(examples, Toys.Format(3, "x {}: {}."), PatternTokenizer.Words(3))
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

    [Fact]
    public void Read_Protocol_IsThatOfTheSet()
    {
        foreach (var protocol in new[] { Protocol.Corrected, Protocol.Published, Protocol.Corrected with { ExactPermutedShare = true, SeparatorCountedTwice = true } })
        {
            var written = new PromptBuilder(Toys.Examples(3, 40), Toys.Format(3), PatternTokenizer.PairedLines).Build(Toys.Options() with { Protocol = protocol });
            written.Protocol.Should().Be(protocol);
            PromptFile.Write(_path, written);
            PromptFile.Read(_path).Protocol.Should().Be(protocol);
        }
    }

    [Fact]
    public void Read_OwnMarks_AreThoseOfThePrompts()
    {
        var set = Toys.Build(3, Toys.Options(count: 2));
        var marks = ImmutableDictionary<string, ImmutableArray<int>>.Empty.Add("sübject", [0, 3]).Add("a \"b\"", []).Add("kind", [1]);
        PromptFile.Write(_path, set with { Pairs = [set.Pairs[0] with { False = set.Pairs[0].False with { OwnMarks = marks } }, set.Pairs[1]] });

        // In order of their names, so that equal sets are equal files; prompts without marks say nothing of them.
        File.ReadAllLines(_path).Select(line => line.Contains("own_marks", StringComparison.Ordinal)).Should().Equal(false, false, true, false, false);
        File.ReadAllLines(_path)[2].Should().EndWith(",\"own_marks\":{\"a \\\"b\\\"\":[],\"kind\":[1],\"sübject\":[0,3]}}");
        var read = PromptFile.Read(_path);
        read.Pairs[0].False.OwnMarks.Keys.Should().BeEquivalentTo(marks.Keys);
        read.Pairs[0].False.OwnMarks.Should().OnlyContain(mark => mark.Value.SequenceEqual(marks[mark.Key]));
        read.Pairs[0].Correct.OwnMarks.Should().BeEmpty();
    }

    [Fact]
    public void Write_SetThatNoFileGivesBack_Throws()
    {
        var set = Toys.Build(3, Toys.Options());
        var prompt = set.Pairs[0].Correct;
        Refused(set with { Pairs = [] }, "*0 pairs*");
        Refused(set with { LabelTokens = [1, 2, 1] }, "*label tokens 1, 2, 1*");
        Refused(set with { Dataset = "half \ud800" }, "*surrogate*");
        Refused(With(prompt with { Text = "half \udc00" }), "Pair 0, Correct: *surrogate*");
        Refused(With(prompt with { Shown = [9, .. prompt.Shown[1..]] }), "*none of 0 to 2*");
        Refused(With(prompt with { OwnMarks = ImmutableDictionary<string, ImmutableArray<int>>.Empty.Add("subject", [99999]) }), "*\"subject\" stands outside*");
        Refused(set with { Pairs = [.. set.Pairs, Toys.Build(3, Toys.Options(demonstrations: 5)).Pairs[0]] }, "Pair 20, Correct: 5 demonstrations, 8*");

        PromptSet With(Prompt changed) => set with { Pairs = [set.Pairs[0] with { Correct = changed }] };

        void Refused(PromptSet broken, string message)
        {
            FluentActions.Invoking(() => PromptFile.Write(_path, broken)).Should().Throw<ArgumentException>().WithMessage(message);
            new FileInfo(_path).Length.Should().Be(0);
            File.Exists(_path + ".partial").Should().BeFalse();
        }
    }

    [Theory]
    [InlineData(0, "\"pairs\":20", "\"pairs\":21", "*line 42: the file ends here*It was cut*")]
    [InlineData(0, "\"pairs\":20", "\"pairs\":19", "*line 40: found more than the 19 pairs*")]
    [InlineData(0, "\"pairs\":20", "\"pairs\":0", "*line 1: key \"pairs\" is 0*")]
    [InlineData(0, "permuted_incorrect_labels", "shuffled", "*line 1: No setting is called \"shuffled\"*")]
    [InlineData(0, "\"seed\"", "\"sead\"", "*line 1: key \"seed\" is missing*")]
    [InlineData(0, "\"protocol\":\"corrected\",", "", "*line 1: key \"protocol\" is missing*Make it again*")]
    [InlineData(0, "\"corrected\"", "\"correct\"", "*line 1: Protocol \"correct\"*Known: corrected, published*")]
    [InlineData(0, "{", "{\"tokenizer\":1,", "*line 1: key \"tokenizer\" is not known*")]
    [InlineData(0, "{", "{\"seed\":2,", "*line 1: *seed*")]
    [InlineData(0, "\"toy\"", "null", "*line 1: key \"dataset\": found Null, expected text*")]
    [InlineData(0, "\"label_tokens\":[", "\"label_tokens\":[3,", "*line 1: 3 labels and 4 label tokens*")]
    [InlineData(1, "{", "{\"own_marks\":{\"subject\":[0,-1]},", "*line 2: mark \"subject\" stands outside*")]
    [InlineData(1, "{", "{\"own_marks\":{\"label\":[0]},", "*line 2: *\"label\"*another name*")]
    [InlineData(1, "{", "{\"own_marks\":{\"a\":[0],\"a\":[1]},", "*line 2: *")]
    [InlineData(1, "{", "{\"own_marks\":[],", "*line 2: *")]
    [InlineData(1, "{", "{\"marks\":{},", "*line 2: key \"marks\" is not known*")]
    [InlineData(1, "\"kind\":\"correct\"", "\"kind\":\"false\"", "*line 2: found a prompt of kind \"false\", expected \"correct\"*")]
    [InlineData(2, "\"pre_label\":[", "\"pre_label\":[99999,", "*line 3: lists of 9, 8, 8, 8 demonstrations*")]
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
    public void Read_BytesAfterTheEnd_Throws()
    {
        PromptFile.Write(_path, Toys.Build(3, Toys.Options(count: 200)));
        File.AppendAllBytes(_path, [0xFF, 0xFE]);
        FluentActions.Invoking(() => PromptFile.Read(_path)).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Read_NoFile_Throws() =>
        FluentActions.Invoking(() => PromptFile.Read(_path + ".none")).Should().Throw<FileNotFoundException>();

    private static void Same(PromptSet found, PromptSet written)
    {
        (found.Dataset, found.Format, found.Setting, found.Seed, found.Protocol).Should().Be((written.Dataset, written.Format, written.Setting, written.Seed, written.Protocol));
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
