using Interp.Core.Circuits;
using Interp.Core.Prompts;
using Interp.Core.Tests.Tiny;

namespace Interp.Core.Tests.Circuits;

/// <summary>Random prompts of several lengths, each with another version that shows other labels.</summary>
internal static class TinyContrast
{
    private const int Labels = 3;

    public static ContrastSet Of(int count = 3) => ContrastSet.Of(Set(count));

    public static PromptSet Set(int count) => TinyBatch.Set(count, demonstrations: 3, Labels) with { Pairs = [.. TinyBatch.Prompts(count, demonstrations: 3, Labels).Select(Pair)] };

    /// <summary>The prompt as it is, and with the next label in place of each.</summary>
    private static PromptPair Pair(Prompt correct)
    {
        var tokens = correct.Tokens.ToArray();
        foreach (var span in correct.LabelSpans)
            tokens[span.Start] = 1 + tokens[span.Start] % Labels;
        return new PromptPair(correct with { Shown = correct.Classes }, correct with { Tokens = [.. tokens], Shown = [.. correct.Classes.Select(label => (label + 1) % Labels)] });
    }
}
