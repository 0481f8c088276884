using System.Collections.Immutable;
using Interp.Core.Tokens;

namespace Interp.Core.Prompts;

/// <summary>Label positions as the paper's code finds them: summed up from the token counts of the pieces.</summary>
/// <remarks>
/// It counts ".\n\n" and "\n\n" as the same number of tokens, which holds for the tokenizers of GPT-2 and GPT-NeoX while
/// no demonstration begins with white space.
/// </remarks>
internal static class PublishedPositions
{
    public static Prompt Apply(Prompt prompt, string narrative, IReadOnlyList<Demonstration> demonstrations, ITokenizer tokenizer)
    {
        if (tokenizer.BeginningOfSequence is not null)
            throw new ArgumentException("Positions from token counts are not defined for a tokenizer with a beginning-of-sequence token; turn PositionsFromTokenCounts off.", nameof(tokenizer));

        var separator = tokenizer.Encode("." + PromptComposer.Separator).Count;
        var running = narrative.Length > 0 ? tokenizer.Encode(narrative).Count + separator : 0;
        var preLabel = ImmutableArray.CreateBuilder<int>(demonstrations.Count);
        var spans = ImmutableArray.CreateBuilder<TokenSpan>(demonstrations.Count);
        foreach (var demonstration in demonstrations)
        {
            var length = tokenizer.Encode(demonstration.Text).Count;
            var label = tokenizer.Encode(" " + demonstration.LabelText).Count;
            var before = running + length - label - separator;
            if (before < 0 || before >= prompt.Tokens.Length)
                throw new ArgumentException($"Positions from token counts put a prediction at token {before} of a prompt of {prompt.Tokens.Length}; turn PositionsFromTokenCounts off for this format.", nameof(demonstrations));

            preLabel.Add(before);
            // The last label's tokens may run past the end where the sums are too high.
            var start = Math.Min(before + 1, prompt.Tokens.Length - 1);
            spans.Add(new TokenSpan(start, Math.Clamp(before + 1 + label, start + 1, prompt.Tokens.Length)));
            running += length + separator;
        }

        return prompt with { PreLabel = preLabel.MoveToImmutable(), LabelSpans = spans.MoveToImmutable() };
    }
}
