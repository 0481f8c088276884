using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Interp.Core.Tokens;

namespace Interp.Core.Prompts;

/// <summary>Joins demonstrations to a prompt, tokenises it and finds where its labels stand.</summary>
/// <remarks>
/// Positions come from the characters each token of the whole prompt covers: the first token of a label is the first
/// that overlaps the label or the space before it. What that token and those after it are is checked against the tokens
/// of the label word by itself, so that a tokenizer that merges a label with its surroundings is found out.
/// Safe to use from several threads.
/// </remarks>
internal sealed class PromptComposer
{
    /// <summary>What stands between two demonstrations, and between the narrative and the first of them.</summary>
    public const string Separator = "\n\n";

    // Label words never start a prompt, and some tokenizers treat the start of a text differently from a word after it.
    private const string NeutralContext = ":";

    private readonly ITokenizer _tokenizer;
    private readonly ConcurrentDictionary<string, ImmutableArray<int>> _labels = new(StringComparer.Ordinal);

    /// <summary>A composer for prompts of one model.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    public PromptComposer(ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _tokenizer = tokenizer;
    }

    /// <summary>The tokens of a space and a label word, as they follow other text.</summary>
    /// <param name="label">The label word, without the space.</param>
    /// <exception cref="ArgumentException">The tokenizer merges the word with what stands before it.</exception>
    public ImmutableArray<int> LabelTokens(string label)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        return _labels.GetOrAdd(label, EncodeLabel);
    }

    /// <summary>The one token of each label that is scored: the first of the label after a space.</summary>
    /// <param name="labels">Label words in class order.</param>
    /// <exception cref="ArgumentException">Two labels begin with the same token.</exception>
    public ImmutableArray<int> ScoredTokens(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var labelOf = new Dictionary<int, string>();
        foreach (var label in labels)
        {
            var token = LabelTokens(label)[0];
            if (!labelOf.TryAdd(token, label))
                throw new ArgumentException($"Labels \"{labelOf[token]}\" and \"{label}\" both begin with token {token} (\"{_tokenizer.Decode([token])}\") of this tokenizer and cannot be told apart by it; use another format or other label words.", nameof(labels));
        }

        return [.. labels.Select(label => LabelTokens(label)[0])];
    }

    /// <summary>Joins and tokenises.</summary>
    /// <param name="narrative">A sentence before the first demonstration; empty for none.</param>
    /// <param name="demonstrations">At least one.</param>
    /// <exception cref="ArgumentException">
    /// There are no demonstrations, one has no space before its label, or the tokens at a label's place are not the
    /// label's own.
    /// </exception>
    public Prompt Compose(string narrative, IReadOnlyList<Demonstration> demonstrations)
    {
        ArgumentNullException.ThrowIfNull(narrative);
        ArgumentNullException.ThrowIfNull(demonstrations);
        if (demonstrations.Count == 0)
            throw new ArgumentException("A prompt needs at least one demonstration.", nameof(demonstrations));

        var (text, labels) = Join(narrative, demonstrations);
        var encoded = _tokenizer.Encode(text);
        var spans = new TokenSpan[demonstrations.Count];
        var from = 0;
        for (var i = 0; i < spans.Length; i++)
        {
            spans[i] = FindLabel(encoded, labels[i], demonstrations[i], from);
            from = spans[i].End;
        }

        return Assemble(text, encoded.Ids, spans, demonstrations);
    }

    private Prompt Assemble(string text, ImmutableArray<int> ids, TokenSpan[] spans, IReadOnlyList<Demonstration> demonstrations)
    {
        var lead = _tokenizer.BeginningOfSequence is null ? 0 : 1;
        var preLabel = spans.Select(span => span.Start - 1 + lead).ToImmutableArray();
        if (preLabel[0] < 0)
            throw new ArgumentException("A label stands at the very start of the prompt: there is no token that predicts it.", nameof(demonstrations));

        return new Prompt
        {
            Text = text,
            Tokens = _tokenizer.BeginningOfSequence is { } first ? ids.Insert(0, first) : ids,
            PreLabel = preLabel,
            LabelSpans = [.. spans.Select(span => new TokenSpan(span.Start + lead, span.End + lead))],
            Classes = [.. demonstrations.Select(demonstration => demonstration.Class)],
            Shown = [.. demonstrations.Select(demonstration => demonstration.Shown)],
        };
    }

    private static (string Text, CharSpan[] Labels) Join(string narrative, IReadOnlyList<Demonstration> demonstrations)
    {
        var text = new StringBuilder(narrative);
        var labels = new CharSpan[demonstrations.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            var demonstration = demonstrations[i];
            if (demonstration.Label.Start < 1 || demonstration.Text[demonstration.Label.Start - 1] != ' ')
                throw new ArgumentException($"Demonstration {i} has no space before its label \"{demonstration.LabelText}\".", nameof(demonstrations));

            if (text.Length > 0)
                text.Append(Separator);
            labels[i] = new CharSpan(text.Length + demonstration.Label.Start, text.Length + demonstration.Label.End);
            text.Append(demonstration.Text);
        }

        return (text.ToString(), labels);
    }

    private TokenSpan FindLabel(TokenizedText encoded, CharSpan label, Demonstration demonstration, int from)
    {
        var start = FirstOverlap(encoded, label.Start - 1, label.End, from);
        var expected = LabelTokens(demonstration.LabelText);
        if (start + expected.Length > encoded.Count || !encoded.Ids.AsSpan(start, expected.Length).SequenceEqual(expected.AsSpan()))
        {
            throw new ArgumentException(
                $"In \"{demonstration.Text}\" the tokens at the label \"{demonstration.LabelText}\" are not those of the label alone ({string.Join(' ', expected)}): "
                + "this tokenizer merges it with the text around it. Use another format or other label words.", nameof(demonstration));
        }

        return new TokenSpan(start, start + expected.Length);
    }

    private ImmutableArray<int> EncodeLabel(string label)
    {
        var encoded = _tokenizer.Encode($"{NeutralContext} {label}");
        var start = FirstOverlap(encoded, NeutralContext.Length, NeutralContext.Length + 1 + label.Length, 0);
        if (start == encoded.Count || encoded.Spans[start].Start < NeutralContext.Length)
            throw new ArgumentException($"This tokenizer has no tokens of its own for the label \"{label}\" after a space.", nameof(label));
        return encoded.Ids[start..];
    }

    /// <summary>The first token, from a given one on, that covers a character of [start, end); the count where none does.</summary>
    private static int FirstOverlap(TokenizedText encoded, int start, int end, int from)
    {
        for (var i = from; i < encoded.Count; i++)
        {
            var span = encoded.Spans[i];
            if (span.End > start && span.Start < end && span.End > span.Start)
                return i;
        }

        return encoded.Count;
    }
}
