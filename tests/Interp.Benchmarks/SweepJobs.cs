using Interp.Core.Batches;
using Interp.Core.Heads;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Benchmarks;

/// <summary>What is asked of a set of prompts of it, beside the plain forwards of the same batches.</summary>
internal sealed class SweepJobs
{
    private readonly HookedTransformer _model;
    private readonly Prompt[] _prompts;
    private readonly Batch[] _batches;
    private readonly SweepOptions _options;

    /// <param name="model">The model.</param>
    /// <param name="prompts">How many prompts.</param>
    /// <param name="tokens">Tokens of each.</param>
    /// <param name="batchTokens">Tokens a batch; null for the default.</param>
    public SweepJobs(HookedTransformer model, int prompts, int tokens, int? batchTokens = null)
    {
        _model = model;
        _prompts = RandomPrompts.Of(_model, prompts, tokens);
        _options = batchTokens is { } most ? SweepOptions.Default with { BatchTokens = most } : SweepOptions.Default;
        _batches = [.. Batch.Group([.. _prompts.Select(prompt => prompt.Tokens.Length)], _options.BatchTokens).Select(group => Batch.Of(_prompts, group))];
    }

    /// <summary>All blocks, all tokens, and all logits.</summary>
    public void PlainForwards() => Forwards(Positions.All);

    /// <summary>All blocks of which only the last token is wanted.</summary>
    public void LastLogits() => Forwards(Positions.Last);

    /// <summary>Every block for every token, no unembedding.</summary>
    public void Blocks() => BlocksUpTo(_model.Info.Layers - 1);

    /// <summary>The same without the last block.</summary>
    public void AllButTheLastBlock() => BlocksUpTo(_model.Info.Layers - 2);

    /// <summary>The last state's label scores.</summary>
    public void LensAtTheLastState() => Sweep.Run(_model, _prompts, [new LensReader(RandomPrompts.LabelTokens, new LensOptions { States = [_model.Info.Layers] })], _options);

    /// <summary>Every state's label scores.</summary>
    public void Lens() => Sweep.Run(_model, _prompts, [new LensReader(RandomPrompts.LabelTokens)], _options);

    /// <summary>The same with the whole vocabulary's normalizer.</summary>
    public void VocabularyLens()
    {
        var lens = new LensReader(RandomPrompts.LabelTokens, LensOptions.Default with { FullVocabulary = true });
        Sweep.Run(_model, _prompts, [lens], _options);
        _ = lens.Scores; // The last rows are read when they are asked for.
    }

    /// <summary>The ten likeliest tokens of every state.</summary>
    public void TokenLens() => Sweep.Run(_model, _prompts, [new TokenLensReader(Positions.PreLabel, TokenLensOptions.Default with { Top = 10 })], _options);

    /// <summary>Every single-head ablation, and nothing else.</summary>
    public void EveryHead() => Sweep.Run(_model, _prompts, [new ReplayReader(RandomPrompts.EveryHead(_model, Positions.LastPreLabel), RandomPrompts.LabelTokens)], _options);

    /// <summary>Lens, attention to labels, and every single-head ablation.</summary>
    public void Everything() => Sweep.Run(_model, _prompts,
        [new LensReader(RandomPrompts.LabelTokens), new LabelAttentionReader(), new ReplayReader(RandomPrompts.EveryHead(_model, Positions.LastPreLabel), RandomPrompts.LabelTokens)], _options);

    private void BlocksUpTo(int layer)
    {
        using var noGrad = no_grad();
        foreach (var batch in _batches)
        {
            using var tap = _model.Tap(HookPoint.ResidPost(layer), Positions.All, _ => { });
            _model.Run(batch);
        }
    }

    private void Forwards(Positions positions)
    {
        using var noGrad = no_grad();
        foreach (var batch in _batches)
            _model.Logits(batch, positions).Dispose();
    }
}
