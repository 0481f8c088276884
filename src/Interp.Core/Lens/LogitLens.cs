using Interp.Core.Batches;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Lens;

/// <summary>
/// The logit lens: the final norm and the unembedding applied to the residual stream before block 0 and after every
/// block, at the tokens before the labels (paper, section 1.2; nostalgebraist 2020).
/// </summary>
public static class LogitLens
{
    /// <summary>Reads every state's label scores for every prompt of a set, correct and false.</summary>
    /// <param name="model">The model; its hooks, if any, stay in force and are seen by the reading.</param>
    /// <param name="prompts">Prompts made with the model's tokenizer.</param>
    /// <param name="options">What is read; null for <see cref="LensOptions.Default"/>.</param>
    /// <param name="sweep">How the prompts are run; null for the default. Progress counts both kinds.</param>
    /// <returns>Plain numbers; nothing to dispose.</returns>
    /// <exception cref="ArgumentException">A prompt longer than the context, tokens outside the vocabulary, or another protocol than the prompts'.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two blocks.</exception>
    public static LensReading Read(HookedTransformer model, PromptSet prompts, LensOptions? options = null, SweepOptions? sweep = null)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var correct = Read(model, prompts.Prompts(PromptKind.Correct), prompts.LabelTokens, options, sweep);
        var after = sweep?.Progress is { } progress ? sweep with { Progress = new Shifted(progress, correct.Prompts) } : sweep;
        return new LensReading(prompts, new ByKind<LabelScores>(correct, Read(model, prompts.Prompts(PromptKind.False), prompts.LabelTokens, options, after)));
    }

    /// <summary>Reads every state's label scores for a list of prompts.</summary>
    /// <param name="model">The model; its hooks, if any, stay in force and are seen by the reading.</param>
    /// <param name="prompts">Prompts with the same number of demonstrations each.</param>
    /// <param name="labelTokens">The token that stands for each label.</param>
    /// <param name="options">What is read; null for <see cref="LensOptions.Default"/>.</param>
    /// <param name="sweep">How the prompts are run; null for the default.</param>
    /// <returns>Scores in the order of the prompts.</returns>
    public static LabelScores Read(
        HookedTransformer model, IReadOnlyList<Prompt> prompts, IReadOnlyList<int> labelTokens, LensOptions? options = null, SweepOptions? sweep = null)
    {
        var reader = new LensReader(labelTokens, options);
        Sweep.Run(model, prompts, [reader], sweep);
        return reader.Scores;
    }

    /// <summary>Reads of any text, at any tokens, what every state would say next: the likeliest tokens, and how a target fares.</summary>
    /// <param name="model">The model; its hooks, if any, stay in force.</param>
    /// <param name="texts">The texts: <c>model.Batch("…").Sequences</c>, or prompts.</param>
    /// <param name="positions">Which tokens.</param>
    /// <param name="options">What is read; null for <see cref="TokenLensOptions.Default"/>.</param>
    /// <param name="sweep">How the texts are run; null for the default.</param>
    /// <returns>Plain values, in the order of the texts.</returns>
    public static TokenReading Tokens(
        HookedTransformer model, IReadOnlyList<IMarkedTokens> texts, Positions positions, TokenLensOptions? options = null, SweepOptions? sweep = null)
    {
        var reader = new TokenLensReader(positions, options);
        Sweep.Run(model, texts, [reader], sweep);
        return reader.Reading;
    }

    /// <summary>Counts on where the first kind of prompts ended.</summary>
    private sealed class Shifted(IProgress<int> progress, int before) : IProgress<int>
    {
        public void Report(int value) => progress.Report(before + value);
    }
}
