using System.Security.Cryptography;
using Interp.Core.Prompts;
using Interp.Core.Tests.Prompts;
using Interp.Datasets.Benchmarks;

namespace Interp.Datasets.Tests;

public sealed class UnnaturalPromptTests
{
    private static readonly PatternTokenizer Tokenizer = PatternTokenizer.Words(first: 1);

    [Fact]
    public void Load_BuiltIn_HasThirtyDistinctObjectsOfEachClass()
    {
        var rows = Unnatural.Load().Examples.Rows;
        rows.Select(row => row.Fields[0]).Should().OnlyHaveUniqueItems();
        rows.CountBy(row => row.Class).Should().BeEquivalentTo(new Dictionary<int, int> { [0] = 30, [1] = 30, [2] = 30 });
    }

    [Fact]
    public void Prompts_Permuted_ShowEachClassOneWrongLabel()
    {
        var set = Unnatural.Load().Prompts(Tokenizer, Setting.Permuted, demonstrations: 20, count: 50, seed: 1);

        foreach (var pair in set.Pairs)
        {
            pair.Correct.Shown.Should().Equal(pair.Correct.Classes);
            pair.False.Classes.Should().Equal(pair.Correct.Classes);
            pair.False.Shown.Zip(pair.False.Classes, (shown, @class) => (shown - @class + 3) % 3).Distinct().Should().ContainSingle().Which.Should().NotBe(0);
        }
    }

    [Fact]
    public void Prompts_AnyPosition_IsTheTokenBeforeTheLabel()
    {
        var set = Unnatural.Load().Prompts(Tokenizer, Setting.Permuted, demonstrations: 20, count: 20, seed: 2);

        foreach (var prompt in set.Pairs.SelectMany(pair => new[] { pair.Correct, pair.False }))
        {
            prompt.Tokens[0].Should().Be(1);
            for (var j = 0; j < 20; j++)
            {
                prompt.Tokens[prompt.PreLabel[j]].Should().Be(PatternTokenizer.Id(":"));
                prompt.LabelSpans[j].Start.Should().Be(prompt.PreLabel[j] + 1);
                prompt.Tokens[prompt.LabelSpans[j].Start].Should().Be(set.LabelTokens[prompt.Shown[j]]);
            }
        }
    }

    [Fact]
    public void Prompts_MoreOfThem_BeginWithTheSameOnes()
    {
        var few = Unnatural.Load().Prompts(Tokenizer, Setting.Random, demonstrations: 10, count: 3, seed: 9);
        var many = Unnatural.Load().Prompts(Tokenizer, Setting.Random, demonstrations: 10, count: 30, seed: 9);
        few.Pairs.Select(pair => pair.False.Text).Should().Equal(many.Pairs.Take(3).Select(pair => pair.False.Text));
    }

    [Fact]
    public void Prompts_StoredSeed_GiveTheStoredBytes()
    {
        // A change here changes every experiment that names its seed.
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "prompts.jsonl");
        PromptFile.Write(path, Unnatural.Load().Prompts(Tokenizer, Setting.Permuted, demonstrations: 20, count: 100, seed: 1));
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))).Should().Be("366E566B0F4285E6EA992503267AB9FA5E6B25DB9BA6239F70E0987ACAB3FF19");
    }

    [Fact]
    public void Load_OwnLists_AreReadFromAFile()
    {
        using var folder = new TemporaryFolder();
        folder.Write("unnatural.csv", "text,label\nape,animal\nrugby,sport\n");
        Unnatural.Load(folder.Path).Examples.Rows.Should().Equal(new Example(["ape"], 0), new Example(["rugby"], 2));
    }
}
