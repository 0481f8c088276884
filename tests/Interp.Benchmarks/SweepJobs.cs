using Interp.Core.Batches;
using Interp.Core.Heads;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Benchmarks;

/// <summary>Eight prompts of 800 tokens: what is asked of them, beside the plain forwards of the same batches.</summary>
internal sealed class SweepJobs
{
    private readonly HookedTransformer _model = LargeModel.Create();
    private readonly Prompt[] _prompts;
    private readonly Batch[] _batches;

    public SweepJobs()
    {
        _prompts = LargeModel.Prompts(_model, count: 8, tokens: 800);
        _batches = [.. Batch.Group([.. _prompts.Select(prompt => prompt.Tokens.Length)], SweepOptions.Default.BatchTokens).Select(group => Batch.Of(_prompts, group))];
    }

    /// <summary>All blocks, all tokens, and all logits.</summary>
    public void PlainForwards() => Forwards(Positions.All);

    /// <summary>All blocks of which only the last token is wanted.</summary>
    public void LastLogits() => Forwards(Positions.Last);

    /// <summary>Every block for every token, no unembedding.</summary>
    public void Blocks()
    {
        using var noGrad = no_grad();
        foreach (var batch in _batches)
        {
            using var tap = _model.Tap(Core.Hooks.HookPoint.ResidPost(LargeModel.Layers - 1), Positions.All, _ => { });
            _model.Run(batch);
        }
    }

    /// <summary>The last state's label scores.</summary>
    public void LensAtTheLastState() => Sweep.Run(_model, _prompts, [new LensReader(LargeModel.LabelTokens, new LensOptions { States = [LargeModel.Layers] })]);

    /// <summary>Every state's label scores.</summary>
    public void Lens() => Sweep.Run(_model, _prompts, [new LensReader(LargeModel.LabelTokens)]);

    /// <summary>Lens, attention to labels, and every single-head ablation.</summary>
    public void Everything() => Sweep.Run(_model, _prompts,
        [new LensReader(LargeModel.LabelTokens), new LabelAttentionReader(), new ReplayReader(LargeModel.EveryHead(Positions.LastPreLabel), LargeModel.LabelTokens)]);

    private void Forwards(Positions positions)
    {
        using var noGrad = no_grad();
        foreach (var batch in _batches)
            _model.Logits(batch, positions).Dispose();
    }
}
