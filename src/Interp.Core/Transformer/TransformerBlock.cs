using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Attention and MLP around the residual stream, one after the other or side by side. Owns its parts.</summary>
public sealed class TransformerBlock
{
    private readonly Norm _attentionNorm;
    private readonly Attention _attention;
    private readonly Norm? _mlpNorm;
    private readonly Mlp _mlp;
    private readonly Residual _residual;

    /// <summary>Takes over the parts.</summary>
    /// <param name="attentionNorm">Norm before attention.</param>
    /// <param name="attention">Attention.</param>
    /// <param name="mlpNorm">Norm before the MLP; null where both read one norm (GPT-J).</param>
    /// <param name="mlp">MLP.</param>
    /// <param name="residual">How the two join the stream.</param>
    /// <exception cref="ArgumentException">Parts of different widths, or a sequential block without its second norm.</exception>
    public TransformerBlock(Norm attentionNorm, Attention attention, Norm? mlpNorm, Mlp mlp, Residual residual)
    {
        ArgumentNullException.ThrowIfNull(attentionNorm);
        ArgumentNullException.ThrowIfNull(attention);
        ArgumentNullException.ThrowIfNull(mlp);
        if (mlpNorm is null && residual == Residual.Sequential)
            throw new ArgumentException("A sequential block needs a norm before its MLP.", nameof(mlpNorm));
        var width = attention.Qkv.DModel;
        if (attentionNorm.Width != width || mlp.DModel != width || (mlpNorm is not null && mlpNorm.Width != width))
            throw new ArgumentException($"Parts of different widths: attention {width}, its norm {attentionNorm.Width}, MLP {mlp.DModel}, its norm {mlpNorm?.Width}.");

        _attentionNorm = attentionNorm;
        _attention = attention;
        _mlpNorm = mlpNorm;
        _mlp = mlp;
        _residual = residual;
    }

    internal Norm AttentionNorm => _attentionNorm;

    internal Attention Attention => _attention;

    internal Mlp Mlp => _mlp;

    internal int DMlp => _mlp.DMlp;

    /// <summary>The sites of this block, in the order in which they are reached.</summary>
    internal IEnumerable<HookSite> Sites
    {
        get
        {
            var absent = new HashSet<HookSite>();
            if (!_attention.Rotates)
                absent.UnionWith([HookSite.RotQ, HookSite.RotK]);
            if (_residual == Residual.Parallel)
                absent.Add(HookSite.ResidMid);
            if (_mlpNorm is null)
                absent.UnionWith([HookSite.MlpNormScale, HookSite.MlpNormNormalized]);
            if (!_mlp.IsGated)
                absent.Add(HookSite.MlpPreLinear);
            return HookSites.All.Where(entry => entry.InBlock && !absent.Contains(entry.Site)).Select(entry => entry.Site);
        }
    }

    /// <param name="x">[batch, pos, d_model]</param>
    /// <param name="layer">This block's index.</param>
    /// <param name="run">The run it is part of.</param>
    /// <returns>[batch, pos, d_model], of the tokens that the run's sequence wants.</returns>
    internal Tensor Forward(Tensor x, int layer, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        x = run.At(HookPoint.ResidPre(layer), x);
        var normalized = _attentionNorm.Forward(x, run, HookPoint.AttnNormScale(layer), HookPoint.AttnNormNormalized(layer));
        var attention = _attention.Forward(normalized, layer, run);
        x = run.Sequence.Narrow(x);
        switch (_residual)
        {
            case Residual.Sequential:
                x = run.At(HookPoint.ResidMid(layer), x + attention);
                x = x + _mlp.Forward(MlpInput(x, normalized, layer, run), layer, run);
                break;
            case Residual.Parallel:
                x = attention + _mlp.Forward(MlpInput(x, normalized, layer, run), layer, run) + x;
                break;
            default:
                throw new InvalidOperationException($"Unknown wiring {_residual}.");
        }

        return run.At(HookPoint.ResidPost(layer), x).MoveToOuterDisposeScope();
    }

    internal IEnumerable<NamedWeight> Weights(string name) =>
    [
        .. _attentionNorm.Weights($"{name}.ln1"),
        .. _attention.Weights($"{name}.attn"),
        .. _mlpNorm?.Weights($"{name}.ln2") ?? [],
        .. _mlp.Weights($"{name}.mlp"),
    ];

    private Tensor MlpInput(Tensor x, Tensor normalized, int layer, ForwardRun run) =>
        _mlpNorm is null ? run.Sequence.Narrow(normalized) : _mlpNorm.Forward(x, run, HookPoint.MlpNormScale(layer), HookPoint.MlpNormNormalized(layer));
}
