using System.Text.Json.Nodes;
using Interp.Core;
using Interp.Core.Prompts;
using Interp.Models.Checkpoints;
using Interp.Models.Tests.Parity;

namespace Interp.Models.Tests.Metrics;

/// <summary>The prompt pairs that the authors' code ran on a reference model.</summary>
internal static class ReferencePrompts
{
    private const int Count = 24;
    private const int Demonstrations = 7;

    public static PromptSet Of(string name, Checkpoint stored, Protocol protocol)
    {
        var spans = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Reference.Folder("metrics"), $"{name}.json")))!["label_token_index"]!;
        return new PromptSet
        {
            Dataset = "reference",
            Format = 0,
            Setting = Setting.Permuted,
            Seed = 0,
            Labels = ["a", "b", "c"],
            LabelTokens = [.. Reference.Ids(stored, "label_first_token")],
            Protocol = protocol,
            Pairs = [.. Prompts(stored, spans, "true").Zip(Prompts(stored, spans, "false"), (one, other) => new PromptPair(one, other with { Classes = one.Classes }))],
        };
    }

    private static IEnumerable<Prompt> Prompts(Checkpoint stored, JsonNode spans, string kind)
    {
        var preLabel = Reference.Ids(stored, $"{kind}.pre_label_index").Chunk(Demonstrations).ToArray();
        var labels = Reference.Ids(stored, $"{kind}.labels").Chunk(Demonstrations).ToArray();
        return Enumerable.Range(0, Count).Select(i => new Prompt
        {
            Text = "",
            Tokens = [.. Reference.Ids(stored, $"{kind}.{i}.ids")],
            PreLabel = [.. preLabel[i]],
            // The stored lists begin with the token before the label.
            LabelSpans = [.. spans[kind]![i]!.AsArray().Select(list => new TokenSpan((int)list![1]!, (int)list.AsArray()[^1]! + 1))],
            Classes = [.. labels[i]],
            Shown = [.. labels[i]],
        });
    }
}
