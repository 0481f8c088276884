using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Prompts;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>
/// Prompts, what takes the place of their activations (those of another version of each prompt, zero, or a mean), and the
/// difference of two logits that is measured of each.
/// </summary>
public sealed record ContrastSet
{
    /// <summary>Prompts with their other versions.</summary>
    /// <param name="prompts">The prompts whose behaviour is explained.</param>
    /// <param name="others">For each its other version, token by token alike; null where activations are replaced by zero or a mean over the prompts themselves.</param>
    /// <param name="pairs">For each the tokens whose logits are compared, the same in both versions.</param>
    /// <exception cref="ArgumentException">Lists of different lengths, or versions whose tokens do not stand in the same places.</exception>
    public ContrastSet(IReadOnlyList<IMarkedTokens> prompts, IReadOnlyList<IMarkedTokens>? others, IReadOnlyList<TokenPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(pairs);
        if (prompts.Count == 0)
            throw new ArgumentException("There are no prompts.", nameof(prompts));
        if (pairs.Count != prompts.Count || (others is not null && others.Count != prompts.Count))
            throw new ArgumentException($"There are {prompts.Count} prompts, {others?.Count ?? prompts.Count} other versions and {pairs.Count} pairs of tokens; expected one of each a prompt.", nameof(pairs));
        if (others is not null && Enumerable.Range(0, prompts.Count).Cast<int?>().FirstOrDefault(i => !AreAligned(prompts[i!.Value], others[i.Value])) is { } bad)
        {
            throw new ArgumentException(
                $"The versions of prompt {bad} do not stand token by token: {prompts[bad].Tokens.Length} tokens against {others[bad].Tokens.Length}, or labels in other places, since labels have different numbers of tokens. "
                + $"Keep the pairs that do ({nameof(ContrastSet)}.{nameof(Aligned)}), choose label words of as many tokens, or replace by zero or a mean ({nameof(With)}).", nameof(others));
        }

        (Prompts, Others, Pairs) = (prompts, others, [.. pairs]);
        With = others is null ? Replacement.Zero : Replacement.Resample;
    }

    /// <summary>The prompts whose behaviour is explained.</summary>
    public IReadOnlyList<IMarkedTokens> Prompts { get; }

    /// <summary>For each its other version; null where there is none.</summary>
    public IReadOnlyList<IMarkedTokens>? Others { get; }

    /// <summary>For each the tokens whose logits are compared.</summary>
    public ImmutableArray<TokenPair> Pairs { get; }

    /// <summary>The token of each prompt whose prediction is measured; the last pre-label token unless set.</summary>
    public Positions Read { get; init; } = Positions.LastPreLabel;

    /// <summary>The tokens at which activations are replaced; all unless set.</summary>
    public Positions Patched { get; init; } = Positions.All;

    /// <summary>
    /// By what: <see cref="Replacement.Resample"/>, what stands in the other version at the same token;
    /// <see cref="Replacement.Zero"/>; or <see cref="Replacement.Mean"/>, the mean over the patched tokens of all other
    /// versions (of the prompts where there are none).
    /// </summary>
    public Replacement With { get; init; }

    /// <summary>False prompts against correct ones, by the logit of the label shown last less that of the true one; or the other way round.</summary>
    /// <param name="set">Pairs of prompts.</param>
    /// <param name="explained">The prompts whose behaviour is explained.</param>
    /// <exception cref="ArgumentException">A pair whose tokens do not stand in the same places.</exception>
    public static ContrastSet Of(PromptSet set, PromptKind explained = PromptKind.False)
    {
        ArgumentNullException.ThrowIfNull(set);
        var other = explained == PromptKind.False ? PromptKind.Correct : PromptKind.False;
        return new(set.Prompts(explained), set.Prompts(other), TokenPair.ShownAgainstTrue(set.Prompts(PromptKind.False), set.LabelTokens));
    }

    /// <summary>The pairs of a set whose prompts stand token by token.</summary>
    /// <param name="set">Pairs of prompts.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static PromptSet Aligned(PromptSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        ImmutableArray<PromptPair> kept = [.. set.Pairs.Where(pair => AreAligned(pair.Correct, pair.False))];
        return kept.IsEmpty
            ? throw new ArgumentException("In no pair of the set do the prompts stand token by token: choose label words of as many tokens.", nameof(set))
            : set with { Pairs = kept };
    }

    /// <summary>Batches of similar length, as indices.</summary>
    internal IReadOnlyList<ImmutableArray<int>> Groups(int batchTokens) => Batch.Group([.. Prompts.Select(prompt => prompt.Tokens.Length)], batchTokens);

    /// <exception cref="ArgumentException">A model or positions that it does not go with.</exception>
    internal void Check(HookedTransformer model)
    {
        if (model.Dtype is ScalarType.BFloat16 or ScalarType.Float16)
            throw new ArgumentException($"Effects are small differences, and gradients of {model.Dtype} have two or three digits: load the model in float32 (PretrainedOptions.Default with {{ Dtype = ScalarType.Float32 }}).", nameof(model));
        if (With == Replacement.Own || !Enum.IsDefined(With) || (With == Replacement.Resample && Others is null))
            throw new ArgumentException($"{nameof(With)} is {With}: expected {Replacement.Zero}, {Replacement.Mean}, or {Replacement.Resample} with other versions of the prompts.");
        new LogitDirections(model, Pairs).Check(Prompts.Count);
        OneToken.Require(Read, Prompts);
        var patched = Patched.Resolve(Batch.Of(Prompts));
        if (Enumerable.Range(0, patched.Length).Cast<int?>().FirstOrDefault(prompt => patched[prompt!.Value].IsEmpty) is { } bare)
            throw new ArgumentException($"'{Patched}' names no token of prompt {bare}, so that nothing would be patched there.");
    }

    /// <summary>The difference of each prompt, [batch], in the logits' dtype.</summary>
    /// <param name="logits">[batch, 1, d_vocab]</param>
    /// <param name="batch">The prompts.</param>
    internal Tensor Difference(Tensor logits, Batch batch)
    {
        using var scope = NewDisposeScope();
        Tensor Of(Func<TokenPair, int> token) =>
            logits.select(1, 0).gather(1, tensor(batch.Members.Select(prompt => (long)token(Pairs[prompt])).ToArray(), device: logits.device).unsqueeze(1)).squeeze(1);
        return (Of(pair => pair.Plus) - Of(pair => pair.Minus)).MoveToOuterDisposeScope();
    }

    /// <summary>The difference of each prompt under the hooks in force.</summary>
    internal double[] Measure(HookedTransformer model, Batch batch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return LogitDirections.Numbers(Difference(model.Logits(batch, Read), batch));
    }

    private static bool AreAligned(IMarkedTokens one, IMarkedTokens other) => one.Tokens.Length == other.Tokens.Length
        && (!one.Marks.TryGetValue(Mark.PreLabel, out var here) || !other.Marks.TryGetValue(Mark.PreLabel, out var there) || here.SequenceEqual(there));
}
