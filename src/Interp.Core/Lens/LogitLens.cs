using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Lens;

/// <summary>
/// The logit lens: the final norm and the unembedding applied to the residual stream before block 0 and after every
/// block, at the tokens before the labels (paper, section 1.2; nostalgebraist 2020).
/// </summary>
public static class LogitLens
{
    /// <summary>Reads every layer's label scores for every prompt of a set, correct and false.</summary>
    /// <param name="model">The model; its hooks, if any, stay in force and are seen by the reading.</param>
    /// <param name="prompts">Prompts made with the model's tokenizer.</param>
    /// <param name="options">How; null for <see cref="LensOptions.Default"/>.</param>
    /// <returns>Plain numbers; nothing to dispose.</returns>
    /// <exception cref="ArgumentException">A prompt longer than the context, or tokens outside the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public static LensReading Read(HookedTransformer model, PromptSet prompts, LensOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        options ??= LensOptions.Default;

        var done = 0;
        void Report(int more) => options.Progress?.Report(done += more);
        var correct = Read(model, prompts.Prompts(PromptKind.Correct), prompts.LabelTokens, options, Report);
        var falsePrompts = Read(model, prompts.Prompts(PromptKind.False), prompts.LabelTokens, options, Report);
        return new LensReading(prompts, new ByKind<LabelScores>(correct, falsePrompts));
    }

    /// <summary>Reads every layer's label scores for a list of prompts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompts">Prompts with the same number of demonstrations each.</param>
    /// <param name="labelTokens">The token that stands for each label.</param>
    /// <param name="options">How; null for <see cref="LensOptions.Default"/>.</param>
    /// <returns>Scores in the order of the prompts.</returns>
    public static LabelScores Read(HookedTransformer model, IReadOnlyList<Prompt> prompts, IReadOnlyList<int> labelTokens, LensOptions? options = null) =>
        Read(model, prompts, labelTokens, options ?? LensOptions.Default, _ => { });

    private static LabelScores Read(
        HookedTransformer model, IReadOnlyList<Prompt> prompts, IReadOnlyList<int> labelTokens, LensOptions options, Action<int> report)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(labelTokens);
        if (prompts.Count == 0)
            throw new ArgumentException("There are no prompts to read.", nameof(prompts));
        var positions = prompts[0].PreLabel.Length;
        if (prompts.Any(prompt => prompt.PreLabel.Length != positions))
            throw new ArgumentException("All prompts of a reading need the same number of demonstrations.", nameof(prompts));

        using var noGrad = no_grad();
        var readout = new LensReadout(model, options.Protocol);
        var sheet = new LensSheet(prompts.Count, model.Info.Layers + 1, positions, labelTokens, options.FullVocabulary);
        foreach (var group in Batch.Group([.. prompts.Select(prompt => prompt.Tokens.Length)], options.BatchTokens))
        {
            options.Cancellation.ThrowIfCancellationRequested();
            using var taps = HookScope.Join(States(model).Select((point, layer) =>
                model.Tap(point, Positions.PreLabel, stream => sheet.Write(readout, stream, layer, group))));
            model.Run(Batch.Of(group.Select(index => prompts[index])));
            report(group.Length);
        }

        return sheet.ToScores();
    }

    /// <summary>The streams of hidden indices 0..L.</summary>
    private static IEnumerable<HookPoint> States(HookedTransformer model) =>
        Enumerable.Range(0, model.Info.Layers).Select(HookPoint.ResidPost).Prepend(HookPoint.ResidPre(0));
}
