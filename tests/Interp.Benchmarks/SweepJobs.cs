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

/// <summary>Prompts of 800 tokens: what is asked of them, beside the plain forwards of the same batches.</summary>
internal sealed class SweepJobs
{
    private readonly HookedTransformer _model;
    private readonly Prompt[] _prompts;
    private readonly Batch[] _batches;

    /// <param name="model">The model.</param>
    /// <param name="prompts">How many prompts.</param>
    public SweepJobs(HookedTransformer model, int prompts)
    {
        _model = model;
        _prompts = LargeModel.Prompts(_model, prompts, tokens: 800);
        _batches = [.. Batch.Group([.. _prompts.Select(prompt => prompt.Tokens.Length)], SweepOptions.Default.BatchTokens).Select(group => Batch.Of(_prompts, group))];
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
    public void LensAtTheLastState() => Sweep.Run(_model, _prompts, [new LensReader(LargeModel.LabelTokens, new LensOptions { States = [_model.Info.Layers] })]);

    /// <summary>Every state's label scores.</summary>
    public void Lens() => Sweep.Run(_model, _prompts, [new LensReader(LargeModel.LabelTokens)]);

    /// <summary>Lens, attention to labels, and every single-head ablation.</summary>
    public void Everything() => Sweep.Run(_model, _prompts,
        [new LensReader(LargeModel.LabelTokens), new LabelAttentionReader(), new ReplayReader(LargeModel.EveryHead(Positions.LastPreLabel), LargeModel.LabelTokens)]);

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
