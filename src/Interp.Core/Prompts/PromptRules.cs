using System.Text;

namespace Interp.Core.Prompts;

/// <summary>What holds of every set in a <see cref="PromptFile"/>, on the way out and on the way in.</summary>
internal static class PromptRules
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with a set, its prompts left aside, or null.</summary>
    public static string? BrokenBy(PromptSet set)
    {
        if (set.Format < 0)
            return $"format {set.Format}; expected an index";
        if (set.Labels.Length < 2 || set.Labels.Length != set.LabelTokens.Length)
            return $"{set.Labels.Length} labels and {set.LabelTokens.Length} label tokens; expected two or more of each, equally many";
        if (set.LabelTokens.Distinct().Count() != set.LabelTokens.Length)
            return $"label tokens {string.Join(", ", set.LabelTokens)}; expected a different one for each label";
        return set.Labels.Append(set.Dataset).Any(text => !IsWhole(text)) ? "a name or a label with half of a surrogate pair; expected whole characters" : null;
    }

    /// <summary>What is wrong with a prompt of a set of so many labels, or null.</summary>
    public static string? BrokenBy(Prompt prompt, int labels)
    {
        int[] lengths = [prompt.PreLabel.Length, prompt.LabelSpans.Length, prompt.Classes.Length, prompt.Shown.Length];
        if (lengths[0] == 0 || lengths.Any(length => length != lengths[0]))
            return $"lists of {string.Join(", ", lengths)} demonstrations; expected one number for each demonstration in every list";
        if (prompt.PreLabel.Any(at => !IsToken(at, prompt)) || prompt.LabelSpans.Any(span => span.Start < 0 || span.End <= span.Start || span.End > prompt.Tokens.Length))
            return $"a label stands outside of the prompt's {prompt.Tokens.Length} tokens";
        if (prompt.OwnMarks.FirstOrDefault(mark => mark.Value.Any(at => !IsToken(at, prompt))).Key is { } outside)
            return $"mark \"{outside}\" stands outside of the prompt's {prompt.Tokens.Length} tokens";
        if (prompt.Classes.Concat(prompt.Shown).Any(@class => @class < 0 || @class >= labels))
            return $"a class is none of 0 to {labels - 1}";
        return prompt.OwnMarks.Keys.Append(prompt.Text).Any(text => !IsWhole(text)) ? "a text with half of a surrogate pair; expected whole characters" : null;
    }

    private static bool IsToken(int index, Prompt prompt) => index >= 0 && index < prompt.Tokens.Length;

    private static bool IsWhole(string text)
    {
        try
        {
            _ = Strict.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
