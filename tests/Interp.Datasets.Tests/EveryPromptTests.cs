using Interp.Core;
using Interp.Core.Prompts;
using Interp.Core.Tokens;
using Interp.Datasets.Benchmarks;

namespace Interp.Datasets.Tests;

/// <summary>Every benchmark in every format and setting, with the tokenizers of three model families.</summary>
[Trait("Category", "Long")]
public sealed class EveryPromptTests
{
    private const int Count = 200;

    public static TheoryData<string, string> Cells => Families("gpt2", "neox", "llama");

    /// <summary>The paper's code has no positions for tokenizers with a token before every text.</summary>
    public static TheoryData<string, string> PublishedCells => Families("gpt2", "neox");

    [SkippableTheory]
    [MemberData(nameof(Cells))]
    public void Prompts_EverySettingAndFormat_AreWellFormed(string key, string family)
    {
        var dataset = Load(key);
        foreach (var format in dataset.Benchmark.Formats)
        {
            var tokenizer = new RememberingTokenizer(ModelTokenizers.Get(family));
            // Llama's tokenizer writes " 0" and " 5" as a space and a digit: these labels begin with the same token.
            if (family == "llama" && format.Labels is ["0", "5"])
            {
                FluentActions.Invoking(() => Draw(dataset, tokenizer, Setting.Permuted, format.Index, 1))
                    .Should().Throw<ArgumentException>().WithMessage("*\"0\" and \"5\" both begin with token*");
                continue;
            }

            var correct = Draw(dataset, tokenizer, Setting.Permuted, format.Index, Count).Prompts(PromptKind.Correct).Select(prompt => prompt.Text).ToArray();
            foreach (var setting in Enum.GetValues<Setting>())
            {
                var set = Draw(dataset, tokenizer, setting, format.Index, Count);
                set.Prompts(PromptKind.Correct).Select(prompt => prompt.Text).SequenceEqual(correct).Should().BeTrue($"{setting} shows the same examples");
                foreach (var pair in set.Pairs)
                    Check(pair, set, format, tokenizer);
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(PublishedCells))]
    public void Prompts_Published_CountToTheSamePositionsWhereItsPremisesHold(string key, string family)
    {
        var dataset = Load(key);
        foreach (var format in dataset.Benchmark.Formats)
        {
            var counted = Draw(dataset, ModelTokenizers.Get(family), Setting.Permuted, format.Index, 20, Protocol.Published);
            var found = Draw(dataset, ModelTokenizers.Get(family), Setting.Permuted, format.Index, 20, Protocol.Published with { PositionsFromTokenCounts = false });
            counted.Labels.Should().Equal(dataset.Benchmark.Format(format.Index, Protocol.Published).Labels);
            foreach (var (one, other) in Prompts(counted).Zip(Prompts(found)).Where(pair => !pair.First.Text.Contains("\n\n ", StringComparison.Ordinal)))
            {
                one.Text.Should().Be(other.Text);
                one.PreLabel.AsSpan().SequenceEqual(other.PreLabel.AsSpan()).Should().BeTrue(other.Text);
                one.LabelSpans.AsSpan().SequenceEqual(other.LabelSpans.AsSpan()).Should().BeTrue(other.Text);
            }
        }

        static IEnumerable<Prompt> Prompts(PromptSet set) => set.Pairs.SelectMany(pair => new[] { pair.Correct, pair.False });
    }

    private static TheoryData<string, string> Families(params string[] families)
    {
        var cells = new TheoryData<string, string>();
        foreach (var benchmark in BenchmarkRegistry.Paper.All)
        {
            foreach (var family in families)
                cells.Add(benchmark.Key, family);
        }

        return cells;
    }

    private static PromptSet Draw(LabeledDataset dataset, ITokenizer tokenizer, Setting setting, int format, int count, Protocol? protocol = null)
    {
        var small = tokenizer.BeginningOfSequence is null && tokenizer.VocabularySize == 50257;
        return dataset.Prompts(
            tokenizer,
            new PromptOptions
            {
                Setting = setting,
                Demonstrations = small ? 20 : 40,
                Count = count,
                Seed = 5,
                MaximumTokens = small ? 1024 : 2048,
                Protocol = protocol ?? Protocol.Corrected,
            },
            format);
    }

    private static void Check(PromptPair pair, PromptSet set, PromptFormat format, ITokenizer tokenizer)
    {
        var (correct, @false) = pair;
        correct.Shown.AsSpan().SequenceEqual(correct.Classes.AsSpan()).Should().BeTrue();
        @false.Classes.AsSpan().SequenceEqual(correct.Classes.AsSpan()).Should().BeTrue();
        OutsideLabels(correct).SequenceEqual(OutsideLabels(@false)).Should().BeTrue();
        foreach (var prompt in new[] { correct, @false })
        {
            prompt.Tokens.Length.Should().BeLessThanOrEqualTo(set.Demonstrations == 20 ? 1024 : 2048);
            for (var j = 0; j < set.Demonstrations; j++)
            {
                var span = prompt.LabelSpans[j];
                if (prompt.PreLabel[j] != span.Start - 1 || prompt.Tokens[span.Start] != set.LabelTokens[prompt.Shown[j]])
                    Assert.Fail($"label {j} of \"{prompt.Text}\" is not at tokens {span}");
            }
        }

        // Decoding is slow: what the tokens say is checked at the first and the last label.
        foreach (var j in new[] { 0, set.Demonstrations - 1 })
            DecodedAt(correct, j, tokenizer).Should().Be(format.Labels[correct.Shown[j]]);
    }

    private static string DecodedAt(Prompt prompt, int j, ITokenizer tokenizer) =>
        tokenizer.Decode([.. prompt.Tokens[prompt.LabelSpans[j].Start..prompt.LabelSpans[j].End]]).Trim();

    private static List<int> OutsideLabels(Prompt prompt)
    {
        var tokens = prompt.Tokens.ToList();
        foreach (var span in prompt.LabelSpans.Reverse())
            tokens.RemoveRange(span.Start, span.End - span.Start);
        return tokens;
    }

    private static LabeledDataset Load(string key) => key switch
    {
        "unnatural" => Unnatural.Load(),
        _ => BenchmarkRegistry.Paper.Get(key).Load(SharedData.Folder(key)),
    };
}
