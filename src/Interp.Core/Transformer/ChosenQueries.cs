using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Some tokens of a whole sequence: keys and values of every token, queries and what follows of the chosen ones.</summary>
/// <remarks>For the last block of a pass, of which few tokens are wanted. Owns its index tensors until disposed.</remarks>
internal sealed class ChosenQueries(TokenGrid grid, Device device) : SequenceView, IDisposable
{
    private readonly PositionIndex _tokens = new(grid.Tokens, device);

    public override bool Narrows => true;

    public override Tensor Narrow(Tensor x) => _tokens.Select(x, axis: 1);

    public override Tensor RotateQueries(Tensor q, Rotary rotary) => rotary.Rotate(q, _tokens.ColumnsOn(q.device), grid.Batch.Width);

    public override Tensor RotateKeys(Tensor k, Rotary rotary) => rotary.Rotate(k);

    public override Tensor Mix(Tensor q, Tensor k, Tensor v, ScoreRule rule, int layer, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        var heads = (int)q.shape[2];
        var scores = CausalScores.Of(q.transpose(1, 2), CausalScores.PerQueryHead(k, heads), rule, _tokens.ColumnsOn(q.device)); // [batch, head, query, key]
        scores = run.At(HookPoint.AttnScores(layer), scores);
        var pattern = run.At(HookPoint.Pattern(layer), scores.softmax(-1)); // [batch, head, query, key]
        return matmul(pattern, CausalScores.PerQueryHead(v, heads)).transpose(1, 2).MoveToOuterDisposeScope(); // [batch, pos, head, d_head]
    }

    public void Dispose() => _tokens.Dispose();
}
