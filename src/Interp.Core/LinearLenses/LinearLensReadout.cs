using Interp.Core.Lens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>A linear lens on a model: what a state would be at the end, through the final norm and the unembedding. The last state is read as it is.</summary>
/// <example><code>
/// using var lens = TunedLensFolder.Load("lens/gpt2", model);
/// var reading = LogitLens.Read(model, prompts, new LensOptions { Readout = new LinearLensReadout(model, lens) });
/// </code></example>
public sealed class LinearLensReadout : IReadout
{
    private readonly HookedTransformer _model;
    private readonly LinearLens _lens;
    private readonly Protocol? _protocol;
    private readonly LogitLensReadout _end;

    /// <summary>A lens on a model.</summary>
    /// <param name="model">Whose norm and unembedding; must outlive the readout.</param>
    /// <param name="lens">The maps; must outlive it too.</param>
    /// <param name="protocol">The paper's definitions or its code's behaviour; null for that of the reading.</param>
    /// <exception cref="ArgumentException">A lens of another width, or with maps of states that the model does not have.</exception>
    public LinearLensReadout(HookedTransformer model, LinearLens lens, Protocol? protocol = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(lens);
        lens.Require(model.Info);
        (_model, _lens, _protocol, _end) = (model, lens, protocol, new LogitLensReadout(model, protocol));
    }

    /// <inheritdoc/>
    public Unembedding Unembedding => _end.Unembedding;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A state that the lens has no map for.</exception>
    public Tensor Normalized(Tensor stream, int state)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (state == _model.Info.Layers && _lens.Find(state) is null)
            return _end.Normalized(stream, state);
        using var scope = NewDisposeScope();
        return _end.Normalized(_lens.Translate(stream, state), state).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public IReadout Under(Protocol? protocol) => protocol is null || protocol == _protocol ? this
        : _protocol is null ? new LinearLensReadout(_model, _lens, protocol)
        : throw new ArgumentException($"The lens was put on the model under the protocol '{_protocol}', the reading is under '{protocol}': leave out the lens's.");

    /// <inheritdoc/>
    public void Require(IReadOnlyCollection<int> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        foreach (var state in states.Where(state => state != _model.Info.Layers))
            _ = _lens[state];
    }
}
