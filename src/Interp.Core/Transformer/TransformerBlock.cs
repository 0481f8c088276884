using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Attention and MLP around the residual stream, one after the other or side by side. Owns its parts.</summary>
public sealed class TransformerBlock
{
    private readonly Norm? _attentionNorm;
    private readonly Attention _attention;
    private readonly Norm? _mlpNorm;
    private readonly Mlp _mlp;
    private readonly Residual _residual;

    /// <summary>Takes over the parts.</summary>
    /// <param name="attentionNorm">Norm before attention; null where it reads the stream as it is (OLMo 2).</param>
    /// <param name="attention">Attention.</param>
    /// <param name="mlpNorm">Norm before the MLP; null where both read one norm (GPT-J), or where it too reads the stream as it is.</param>
    /// <param name="mlp">MLP.</param>
    /// <param name="residual">How the two join the stream.</param>
    /// <exception cref="ArgumentException">Parts of different widths, or a sequential block without its second norm.</exception>
    public TransformerBlock(Norm? attentionNorm, Attention attention, Norm? mlpNorm, Mlp mlp, Residual residual)
    {
        ArgumentNullException.ThrowIfNull(attention);
        ArgumentNullException.ThrowIfNull(mlp);
        if (mlpNorm is null && attentionNorm is not null && residual == Residual.Sequential)
            throw new ArgumentException("A sequential block with a norm before its attention needs one before its MLP.", nameof(mlpNorm));
        var width = attention.Qkv.DModel;
        if (mlp.DModel != width || (attentionNorm is not null && attentionNorm.Width != width) || (mlpNorm is not null && mlpNorm.Width != width))
            throw new ArgumentException($"Parts of different widths: attention {width}, its norm {attentionNorm?.Width}, MLP {mlp.DModel}, its norm {mlpNorm?.Width}.");

        _attentionNorm = attentionNorm;
        _attention = attention;
        _mlpNorm = mlpNorm;
        _mlp = mlp;
        _residual = residual;
    }

    /// <summary>Norm of what attention gives, before it is added to the stream; null where there is none. Owned.</summary>
    /// <exception cref="ArgumentException">Of another width than the stream.</exception>
    public RmsNorm? AttentionOutNorm { get; init => field = Fitting(value, nameof(AttentionOutNorm)); }

    /// <summary>Norm of what the MLP gives, before it is added to the stream; null where there is none. Owned.</summary>
    /// <exception cref="ArgumentException">Of another width than the stream.</exception>
    public RmsNorm? MlpOutNorm { get; init => field = Fitting(value, nameof(MlpOutNorm)); }

    internal Norm? AttentionNorm => _attentionNorm;

    internal Attention Attention => _attention;

    internal Mlp Mlp => _mlp;

    internal bool IsParallel => _residual == Residual.Parallel;

    internal Device Device => _attention.OutputWeight.device;

    internal int DMlp => _mlp.DMlp;

    /// <summary>The sites of this block, in the order in which they are reached.</summary>
    internal IEnumerable<HookSite> Sites
    {
        get
        {
            var absent = new HashSet<HookSite>();
            Without(_attentionNorm is not null, HookSite.AttnNormScale, HookSite.AttnNormNormalized);
            Without(_attention.QueryNorm is not null, HookSite.QNormScale, HookSite.QNormNormalized);
            Without(_attention.KeyNorm is not null, HookSite.KNormScale, HookSite.KNormNormalized);
            Without(AttentionOutNorm is not null, HookSite.AttnOutNormScale, HookSite.AttnOutNormNormalized);
            Without(_residual != Residual.Parallel, HookSite.ResidMid);
            Without(_mlpNorm is not null, HookSite.MlpNormScale, HookSite.MlpNormNormalized);
            Without(_mlp.IsGated, HookSite.MlpPreLinear);
            Without(MlpOutNorm is not null, HookSite.MlpOutNormScale, HookSite.MlpOutNormNormalized);
            return HookSites.All.Where(entry => entry.InBlock && !absent.Contains(entry.Site)).Select(entry => entry.Site);

            void Without(bool has, params ReadOnlySpan<HookSite> sites)
            {
                if (!has)
                    absent.UnionWith(sites.ToArray());
            }
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
        var normalized = _attentionNorm?.Forward(x, run, HookPoint.AttnNormScale(layer), HookPoint.AttnNormNormalized(layer)) ?? x;
        var attention = AttentionOut(normalized, layer, run);
        x = run.Sequence.Narrow(x);
        switch (_residual)
        {
            case Residual.Sequential:
                x = run.At(HookPoint.ResidMid(layer), Sum(run, HookPoint.AttnOut(layer), attention, x));
                x = Sum(run, HookPoint.MlpOut(layer), MlpOut(MlpInput(x, normalized, layer, run), layer, run), x);
                break;
            case Residual.Parallel:
                x = Sum(run, HookPoint.MlpOut(layer), Sum(run, HookPoint.MlpOut(layer), MlpOut(MlpInput(x, normalized, layer, run), layer, run), attention), x);
                break;
            default:
                throw new InvalidOperationException($"Unknown wiring {_residual}.");
        }

        return run.At(HookPoint.ResidPost(layer), x).MoveToOuterDisposeScope();
    }

    /// <summary>The stream that the MLP reads through the norm that stands before it, if any does; no hook sees it.</summary>
    /// <param name="stream">[batch, pos, d_model]: the block's input where the block is parallel, else what attention leaves.</param>
    internal Tensor NormalizedForMlp(Tensor stream) => (_mlpNorm ?? (IsParallel ? _attentionNorm : null))?.Apply(stream) ?? stream.alias();

    /// <summary>What the MLP adds to the stream that it reads.</summary>
    /// <param name="stream">As <see cref="NormalizedForMlp"/> takes it.</param>
    /// <param name="layer">This block's index.</param>
    /// <param name="run">Whose listeners at the points behind the norm are called.</param>
    /// <returns>[batch, pos, d_model]</returns>
    internal Tensor MlpOf(Tensor stream, int layer, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        return MlpOut(NormalizedForMlp(stream), layer, run).MoveToOuterDisposeScope();
    }

    internal IEnumerable<NamedWeight> Weights(string name) =>
    [
        .. _attentionNorm?.Weights($"{name}.ln1") ?? [],
        .. _attention.Weights($"{name}.attn"),
        .. AttentionOutNorm?.Weights($"{name}.ln1_post") ?? [],
        .. _mlpNorm?.Weights($"{name}.ln2") ?? [],
        .. _mlp.Weights($"{name}.mlp"),
        .. MlpOutNorm?.Weights($"{name}.ln2_post") ?? [],
    ];

    /// <summary>What attention adds to the stream.</summary>
    private Tensor AttentionOut(Tensor input, int layer, ForwardRun run)
    {
        var output = _attention.Forward(input, layer, run);
        return run.At(HookPoint.AttnOut(layer), AttentionOutNorm?.Forward(output, run, HookPoint.AttnOutNormScale(layer), HookPoint.AttnOutNormNormalized(layer)) ?? output);
    }

    /// <summary>What the MLP adds to the stream.</summary>
    private Tensor MlpOut(Tensor input, int layer, ForwardRun run)
    {
        var output = _mlp.Forward(input, layer, run);
        return run.At(HookPoint.MlpOut(layer), MlpOutNorm?.Forward(output, run, HookPoint.MlpOutNormScale(layer), HookPoint.MlpOutNormNormalized(layer)) ?? output);
    }

    /// <summary>What a part adds and what it is added to; over the former where nobody who listens there may have kept it.</summary>
    private static Tensor Sum(ForwardRun run, HookPoint point, Tensor added, Tensor to)
    {
        if (!run.MayOverwrite(point, added) || to.requires_grad)
            return added.Plus(to);
        added.Accumulate(to);
        return added;
    }

    private Tensor MlpInput(Tensor x, Tensor normalized, int layer, ForwardRun run) => (_mlpNorm, _residual) switch
    {
        ({ } norm, _) => norm.Forward(x, run, HookPoint.MlpNormScale(layer), HookPoint.MlpNormNormalized(layer)),
        (null, Residual.Parallel) => run.Sequence.Narrow(normalized),
        (null, _) => x,
    };

    private RmsNorm? Fitting(RmsNorm? norm, string name) => norm is null || norm.Width == _attention.Qkv.DModel
        ? norm
        : throw new ArgumentException($"The norm has width {norm.Width}, the stream {_attention.Qkv.DModel}.", name);
}
