using Interp.Core.Tokens;

namespace Interp.Core.Prompts;

/// <summary>How long examples may be on average for all demonstrations to fit (paper's code, prompt construction).</summary>
/// <param name="PerExample">Tokens of an example's fields, on average over those drawn so far.</param>
/// <param name="PerChoice">Tokens counted on top of each example drawn.</param>
internal readonly record struct TokenBudget(int PerExample, int PerChoice)
{
    public static TokenBudget Of(PromptFormat format, ITokenizer tokenizer, PromptOptions options)
    {
        var share = options.MaximumTokens / options.Demonstrations;
        var separator = tokenizer.Encode("." + PromptComposer.Separator).Count;
        // The slots count with the template, and labels without the space before them: a little more than is needed.
        var frame = format.Labels.Max(label => tokenizer.Encode(label).Count)
            + tokenizer.Encode(format.Template).Count
            + tokenizer.Encode(format.Narrative).Count / options.Demonstrations
            + separator;

        if (share <= frame)
        {
            throw new ArgumentException(
                $"{options.Demonstrations} demonstrations do not fit in {options.MaximumTokens} tokens: each has {share}, and the format alone takes {frame}. "
                + "Ask for fewer demonstrations or raise MaximumTokens.", nameof(options));
        }

        return new TokenBudget(share - frame, options.Protocol.SeparatorCountedTwice ? separator : 0);
    }
}
