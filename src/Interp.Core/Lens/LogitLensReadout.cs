using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Lens;

/// <summary>The final norm and the unembedding, by the definition or as published.</summary>
public sealed class LogitLensReadout : IReadout
{
    private readonly HookedTransformer _model;
    private readonly Protocol _protocol;

    /// <summary>A model's own lens.</summary>
    /// <param name="model">Whose.</param>
    /// <param name="protocol">The paper's definitions (null) or its code's behaviour.</param>
    public LogitLensReadout(HookedTransformer model, Protocol? protocol = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _protocol = protocol ?? Protocol.Corrected;
        Unembedding = _protocol.DropsUnembeddingBias ? model.Unembedding.WithoutBias : model.Unembedding;
    }

    /// <inheritdoc/>
    public Unembedding Unembedding { get; }

    /// <inheritdoc/>
    public Tensor Normalized(Tensor stream, int state)
    {
        using var scope = NewDisposeScope();
        var normalized = _model.FinalNorm.Apply(stream.On(_model.LastDevice));
        if (_protocol.NormalizesLastStateTwice && state == _model.Info.Layers)
            normalized = _model.FinalNorm.Apply(normalized);
        return normalized.MoveToOuterDisposeScope();
    }
}
