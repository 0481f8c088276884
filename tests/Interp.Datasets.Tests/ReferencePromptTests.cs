using System.Collections.Immutable;
using System.Text.Json;
using Interp.Core.Prompts;
using Interp.Core.Tokens;

namespace Interp.Datasets.Tests;

/// <summary>Prompts made and tokenised elsewhere: composing them from their pieces gives the same ids and positions.</summary>
public sealed class ReferencePromptTests
{
    [SkippableTheory]
    [InlineData("sst2")]
    [InlineData("ag_news")]
    [InlineData("financial_phrasebank")]
    public void Compose_ReferencePrompts_GivesTheirIdsAndPositions(string task)
    {
        var composer = new PromptComposer(ModelTokenizers.Get("smollm"));
        foreach (var line in File.ReadLines(SharedData.Path($"reference/smollm2/{task}.prompts.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var reference = document.RootElement;
            var text = reference.GetProperty("text").GetString()!;

            var prompt = composer.Compose("", [.. text.Split(PromptComposer.Separator).Select(Parse)]);

            var first = ModelTokenizers.Get("smollm").BeginningOfSequence is null ? 0 : 1;
            prompt.Text.Should().Be(text);
            prompt.Tokens[first..].Should().Equal(Numbers(reference, "ids"));
            prompt.PreLabel.Select(at => at - first).Should().Equal(Numbers(reference, "pre_label_index"));
        }
    }

    /// <summary>The label is what stands between "Answer: " and the final full stop.</summary>
    private static Demonstration Parse(string text)
    {
        var start = text.LastIndexOf("Answer: ", StringComparison.Ordinal) + "Answer: ".Length;
        return new Demonstration(text, new CharSpan(start, text.Length - 1), Class: 0, Shown: 0);
    }

    private static ImmutableArray<int> Numbers(JsonElement row, string name) =>
        [.. row.GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];
}
