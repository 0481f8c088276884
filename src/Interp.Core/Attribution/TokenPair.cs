using System.Collections.Immutable;
using Interp.Core.Prompts;

namespace Interp.Core.Attribution;

/// <summary>Two tokens whose logits are compared: logit of the one less logit of the other.</summary>
/// <param name="Plus">The token whose logit counts.</param>
/// <param name="Minus">The token whose logit is taken away.</param>
public readonly record struct TokenPair(int Plus, int Minus)
{
    /// <summary>For each prompt the label that its last demonstration shows, against its true one: what false prompts promote (paper, section 1.12).</summary>
    /// <param name="prompts">Few-shot prompts.</param>
    /// <param name="labelTokens">The token that stands for each label.</param>
    /// <returns>Pairs of one token twice, whose difference is 0, where the true label is shown.</returns>
    /// <exception cref="ArgumentException">A prompt without demonstrations, or of a class that has no token.</exception>
    public static ImmutableArray<TokenPair> ShownAgainstTrue(IReadOnlyList<Prompt> prompts, IReadOnlyList<int> labelTokens)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(labelTokens);
        return [.. prompts.Select((prompt, index) => prompt.Classes.IsEmpty || prompt.Shown.Length != prompt.Classes.Length
            ? throw new ArgumentException($"Prompt {index} has {prompt.Classes.Length} classes and {prompt.Shown.Length} shown labels; expected one of each a demonstration.", nameof(prompts))
            : new TokenPair(TokenOf(prompt.Shown[^1], index), TokenOf(prompt.Classes[^1], index)))];

        int TokenOf(int label, int prompt) => (uint)label < (uint)labelTokens.Count
            ? labelTokens[label]
            : throw new ArgumentException($"Prompt {prompt} has a label {label}; there are tokens for {labelTokens.Count}.", nameof(labelTokens));
    }
}
