using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Steering;

/// <summary>Doses of one state, side by side: every prompt of the batch with every dose. Their stream is all that is kept between blocks.</summary>
/// <param name="model">The model.</param>
/// <param name="batch">The prompts.</param>
/// <param name="window">The tokens that are steered.</param>
/// <param name="state">The state.</param>
/// <param name="doses">The doses, with their places among all.</param>
/// <param name="sheets">Are shown every state from this one on.</param>
internal sealed class SteeringRows(
    HookedTransformer model, Batch batch, ReplayWindow window, int state, ImmutableArray<(int Place, SteeringDose Dose)> doses, SteeringSheets sheets) : IDisposable
{
    private Tensor? _stream; // [row, window, d_model]

    /// <summary>Takes the rows through a block, if they have begun.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="entering">The prompts' stream before it, [batch, window, d_model].</param>
    /// <param name="keys">The prompts' rotated keys, [batch, pos, kv_head, d_head].</param>
    /// <param name="values">The prompts' values, [batch, pos, kv_head, d_head].</param>
    /// <param name="interventions">What is done to the prompts, and so to the rows.</param>
    public void Step(int layer, Tensor entering, Tensor keys, Tensor values, Listeners interventions)
    {
        if (layer < state)
            return;
        using var scope = NewDisposeScope();
        if (layer == state)
            Begin(entering);
        var grid = TokenGrid.Window(batch, [.. Enumerable.Range(0, batch.Size * doses.Length).Select(row => row / doses.Length)], window.Starts, window.Width);
        using var view = new ReplayedTokens(keys, values, window, grid);
        using var run = new ForwardRun(interventions, grid, grid, entering.device, model.Routes, view);
        Keep(model.Block(layer, _stream!.alias().On(entering.device), run), layer + 1);
    }

    /// <summary>Rows of the last state begin, and are over, behind the last block.</summary>
    /// <param name="layers">Blocks of the model.</param>
    /// <param name="stream">The prompts' stream there, [batch, window, d_model].</param>
    public void Finish(int layers, Tensor stream)
    {
        if (state == layers)
            Begin(stream);
    }

    public void Dispose() => _stream?.Dispose();

    private void Begin(Tensor entering)
    {
        using var scope = NewDisposeScope();
        var added = stack(doses.Select(one => one.Dose.Vector.Times(one.Dose.Dose).Like(entering)), 0).view(1, doses.Length, 1, -1); // [1, row, 1, d_model]
        Keep(entering.unsqueeze(1).Plus(added).flatten(0, 1), state); // [row, window, d_model]
    }

    private void Keep(Tensor stream, int at)
    {
        sheets.Steered(at, stream, batch.Members, [.. doses.Select(one => one.Place)]);
        _stream?.Dispose();
        _stream = stream.DetachFromDisposeScope();
    }
}
