using Interp.Core.Batches;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Benchmarks.Forwards;

/// <summary>
/// A Llama's blocks written straight down on the weights of a model: the same operators by the same routes, and nothing that
/// a hook could be placed at. What hook points cost is the difference.
/// </summary>
internal sealed class BareLlama(HookedTransformer model)
{
    private readonly Dictionary<string, Tensor> _weights = model.Weights.ToDictionary(weight => weight.Name, weight => weight.Tensor);
    private readonly Tensor _cos = Angles(model).cos();
    private readonly Tensor _sin = Angles(model).sin().narrow(2, 0, model.Info.DHead / 2);

    /// <summary>All blocks; the stream after the last one, [batch, pos, d_model].</summary>
    public Tensor Run(Batch batch)
    {
        using var scope = NewDisposeScope();
        var ids = tensor(batch.Rows.SelectMany(row => row).Select(id => (long)id).ToArray());
        var x = _weights["embed.tokens"].index_select(0, ids).view(batch.Size, batch.Width, -1);
        for (var layer = 0; layer < model.Info.Layers; layer++)
            x = Block(x, $"blocks.{layer}");
        return x.MoveToOuterDisposeScope();
    }

    private Tensor Block(Tensor x, string name)
    {
        using var scope = NewDisposeScope();
        var (rows, length, heads) = (x.shape[0], x.shape[1], model.Info.Heads);
        var normalized = Norm(x, _weights[$"{name}.ln1.gain"]);
        var q = Rotated(Map(normalized, $"{name}.attn.q").view(rows, length, heads, -1)).transpose(1, 2);
        var k = Shared(Rotated(Map(normalized, $"{name}.attn.k").view(rows, length, model.Info.KvHeads, -1)));
        var v = Shared(Map(normalized, $"{name}.attn.v").view(rows, length, model.Info.KvHeads, -1));
        var z = nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true).transpose(1, 2).flatten(2);
        var middle = Map(z, $"{name}.attn.output");
        middle.Accumulate(x);
        normalized = Norm(middle, _weights[$"{name}.ln2.gain"]);
        var gate = Map(normalized, $"{name}.mlp.gate").silu_().mul_(Map(normalized, $"{name}.mlp.up"));
        var output = Map(gate, $"{name}.mlp.down");
        output.Accumulate(middle);
        return output.MoveToOuterDisposeScope();
    }

    private Tensor Map(Tensor x, string name) => model.Routes.Affine(x, _weights[$"{name}.weight"], null);

    private Tensor Shared(Tensor x)
    {
        var group = model.Info.Heads / model.Info.KvHeads;
        return x.transpose(1, 2).unsqueeze(2).expand(-1, -1, group, -1, -1).flatten(1, 2);
    }

    private Tensor Rotated(Tensor x)
    {
        var (length, half) = (x.shape[1], x.shape[3] / 2);
        var turned = x * _cos.narrow(0, 0, length);
        turned.narrow(-1, 0, half).AccumulateProduct(x.narrow(-1, half, half), _sin.narrow(0, 0, length), -1);
        turned.narrow(-1, half, half).AccumulateProduct(x.narrow(-1, 0, half), _sin.narrow(0, 0, length), 1);
        return turned;
    }

    private static Tensor Norm(Tensor x, Tensor gain) => x * x.Squared().mean([-1], keepdim: true).Plus(1e-5).rsqrt() * gain;

    /// <summary>[pos, 1, d_head]; the angles do not matter to the time.</summary>
    private static Tensor Angles(HookedTransformer model) => rand([model.Info.ContextLength, 1, model.Info.DHead]);
}
