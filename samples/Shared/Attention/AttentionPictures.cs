using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Samples.Shared.Attention;

/// <summary>Reads the attention of chosen heads on one prompt.</summary>
public static class AttentionPictures
{
    /// <summary>Runs the prompt once and keeps the row of the token before its last label.</summary>
    /// <param name="model">The model, with its tokenizer.</param>
    /// <param name="prompt">A few-shot prompt of that tokenizer.</param>
    /// <param name="heads">The heads, a picture each.</param>
    /// <param name="name">The model's name, for titles.</param>
    /// <param name="source">Whose prompt it is.</param>
    /// <param name="kind">Whether its labels are correct or false.</param>
    public static ImmutableArray<AttentionPicture> Of(HookedTransformer model, Prompt prompt, IReadOnlyList<HeadId> heads, string name, string source, PromptKind kind)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(heads);
        var rows = Rows(model, prompt, heads, Positions.LastPreLabel, name);
        var query = prompt.PreLabel[^1];
        ImmutableArray<bool> same = [.. prompt.Classes.Select(@class => @class == prompt.Classes[^1])];
        string[] texts = [.. prompt.Tokens.Select(token => model.Tokenizer.Decode([token]))];
        var demonstrations = DemonstrationsOf(prompt, texts);
        return
        [
            .. heads.Select(head => new AttentionPicture
            {
                Model = name,
                Head = head,
                Source = source,
                Prompts = kind,
                SameClass = same,
                Tokens = [.. Enumerable.Range(0, query + 1).Select(token => Token(token, rows[head][token]))],
            }),
        ];

        AttentionToken Token(int token, float weight) => new(texts[token], weight, demonstrations[token], RoleOf(prompt, token));
    }

    /// <summary>Runs any text once and keeps the row of its last token; its lines stand for demonstrations.</summary>
    /// <param name="model">The model, with its tokenizer.</param>
    /// <param name="text">The text's tokens: <c>model.Batch("…").Sequences[0]</c>.</param>
    /// <param name="heads">The heads, a picture each.</param>
    /// <param name="name">The model's name, for titles.</param>
    public static ImmutableArray<AttentionPicture> OfText(HookedTransformer model, IMarkedTokens text, IReadOnlyList<HeadId> heads, string name)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(heads);
        var rows = Rows(model, text, heads, Positions.Last, name);
        string[] texts = [.. text.Tokens.Select(token => model.Tokenizer.Decode([token]))];
        int[] lines = [.. texts.Select((_, token) => texts.Take(token).Count(earlier => earlier.Contains('\n', StringComparison.Ordinal)))];
        return
        [
            .. heads.Select(head => new AttentionPicture
            {
                Model = name,
                Head = head,
                Source = "a text of one's own",
                Prompts = PromptKind.Correct,
                SameClass = [],
                Tokens = [.. texts.Select((token, index) => new AttentionToken(token, rows[head][index], lines[index], index == texts.Length - 1 ? AttentionTokenRole.Query : AttentionTokenRole.Other))],
            }),
        ];
    }

    private static Dictionary<HeadId, float[]> Rows(HookedTransformer model, IMarkedTokens text, IReadOnlyList<HeadId> heads, Positions query, string name)
    {
        foreach (var head in heads.Where(head => head.Layer >= model.Info.Layers || head.Head >= model.Info.Heads))
            throw new ArgumentException($"{name} has no head {head}; it has blocks 0..{model.Info.Layers - 1} of heads 0..{model.Info.Heads - 1}.", nameof(heads));
        var reader = new RowReader(heads, query);
        Sweep.Run(model, [text], [reader]);
        return reader.Rows;
    }

    private static AttentionTokenRole RoleOf(Prompt prompt, int token) =>
        token == prompt.PreLabel[^1] ? AttentionTokenRole.Query
        : prompt.PreLabel.Contains(token) ? AttentionTokenRole.PreLabel
        : prompt.LabelSpans.Any(span => token >= span.Start && token < span.End) ? AttentionTokenRole.Label
        : AttentionTokenRole.Other;

    /// <summary>For each token its demonstration: one ends with the period and the line ends after its label; what ends in a blank line before the first label is an instruction.</summary>
    private static int[] DemonstrationsOf(Prompt prompt, string[] texts)
    {
        var of = new int[texts.Length];
        var (demonstration, before) = (0, "");
        for (var token = 0; token < texts.Length; token++)
        {
            while (demonstration < prompt.LabelSpans.Length - 1 && token >= prompt.LabelSpans[demonstration].End && texts[token].Trim('.', ' ', '\n').Length > 0)
                demonstration++;
            of[token] = demonstration;
            before += texts[token];
            if (token < prompt.LabelSpans[0].Start && before.EndsWith("\n\n", StringComparison.Ordinal))
                Array.Fill(of, -1, 0, token + 1);
        }

        return of;
    }

    private sealed class RowReader(IReadOnlyList<HeadId> heads, Positions query) : IReader
    {
        public Dictionary<HeadId, float[]> Rows { get; } = [];

        public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set) =>
        [
            .. heads.GroupBy(head => head.Layer).Select(block => new Want(HookPoint.Pattern(block.Key), query, tapped => Take(tapped, [.. block]))
            {
                Heads = [.. block.Select(head => head.Head).Distinct().Order()],
            }),
        ];

        private void Take(Tapped tapped, HeadId[] block)
        {
            int[] order = [.. block.Select(head => head.Head).Distinct().Order()];
            using var scope = NewDisposeScope();
            foreach (var head in block)
                Rows[head] = tapped.Values[0, Array.IndexOf(order, head.Head), 0].to(float32).cpu().contiguous().data<float>().ToArray(); // [key]
        }
    }
}
