using System.Buffers;
using System.Text.RegularExpressions;
using Interp.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Architectures.Llama;

/// <summary>Where the weights of a Llama, or a descendant of it, stand in its checkpoint.</summary>
internal sealed partial class LlamaWeights(WeightReader reader, LlamaConfig config)
{
    private readonly TransformerInfo _info = config.Info;

    private int Inner => _info.Heads * _info.DHead;

    private int KvInner => _info.KvHeads * _info.DHead;

    public (Tensor Embedding, Tensor Unembedding) Vocabulary() =>
        reader.Vocabulary("model.embed_tokens.weight", ["lm_head.weight"], config.TiedUnembedding, _info.DVocab, _info.DModel);

    public RmsNorm FinalNorm() => Norm("model.norm", _info.DModel);

    /// <summary>A norm of a block; null where it has none.</summary>
    public RmsNorm? Norm(int layer, string? name) => name is null ? null : Norm($"model.layers.{layer}.{name}", _info.DModel);

    public RmsNorm? QueryNorm(int layer) => HeadNorm($"{Attention(layer)}.q_norm", Inner);

    public RmsNorm? KeyNorm(int layer) => HeadNorm($"{Attention(layer)}.k_norm", KvInner);

    public SeparateQkv Qkv(int layer)
    {
        var name = Attention(layer);
        if (config.Kind.Fuses)
        {
            Linear[] parts = [.. Sliced($"{name}.qkv_proj", Inner, KvInner, KvInner)];
            return new SeparateQkv(parts[0], parts[1], parts[2], _info.Heads, _info.KvHeads, _info.DHead);
        }

        return new SeparateQkv(
            Rotated($"{name}.q_proj", _info.Heads),
            Rotated($"{name}.k_proj", _info.KvHeads),
            reader.Linear($"{name}.v_proj", KvInner, _info.DModel, config.QkvBias),
            _info.Heads, _info.KvHeads, _info.DHead);
    }

    public Linear Output(int layer) => reader.Linear($"{Attention(layer)}.o_proj", _info.DModel, Inner, config.OutputBias);

    public GatedMlp Mlp(int layer)
    {
        var name = $"model.layers.{layer}.mlp";
        Linear[] parts = config.Kind.Fuses
            ? [.. Sliced($"{name}.gate_up_proj", _info.DMlp, _info.DMlp)]
            : [reader.Linear($"{name}.gate_proj", _info.DMlp, _info.DModel, config.MlpBias), reader.Linear($"{name}.up_proj", _info.DMlp, _info.DModel, config.MlpBias)];
        return new GatedMlp(parts[0], parts[1], config.Activation, reader.Linear($"{name}.down_proj", _info.DModel, _info.DMlp, config.MlpBias));
    }

    public void Finish() => reader.Finish(NoWeights());

    /// <summary>Old checkpoints keep the rotary table; GGUF's divisors are read with the numbers.</summary>
    [GeneratedRegex(@"\.rotary_emb\.inv_freq$|^rope_freqs\.weight$")]
    private static partial Regex NoWeights();

    private static string Attention(int layer) => $"model.layers.{layer}.self_attn";

    private RmsNorm? HeadNorm(string name, int all) => config.Kind.HeadNorms switch
    {
        HeadNorms.None => null,
        HeadNorms.ByHead => Norm(name, _info.DHead),
        HeadNorms.Together => Norm(name, all),
        var other => throw new InvalidOperationException($"Unknown norms of heads {other}."),
    };

    private RmsNorm Norm(string name, int width)
    {
        var stored = reader.Read($"{name}.weight", width);
        using Scalar one = 1L; // held until it is added
        return new RmsNorm(config.AddsOneToGains ? stored.add(one, one) : stored, config.NormEpsilon);
    }

    /// <summary>Maps without a bias that one matrix holds, one above the other, as views of it.</summary>
    private IEnumerable<Linear> Sliced(string name, params int[] rows)
    {
        var all = reader.Read($"{name}.weight", rows.Sum(), _info.DModel);
        var first = 0;
        foreach (var count in rows)
        {
            yield return new Linear(all.narrow(0, first, count), bias: null);
            first += count;
        }
    }

    private Linear Rotated(string name, int heads)
    {
        var weight = reader.Read($"{name}.weight", heads * _info.DHead, _info.DModel);
        var bias = config.QkvBias ? reader.Read($"{name}.bias", heads * _info.DHead) : null;
        if (config.OrdersAdjacentPairs)
        {
            OrderInSplitHalves(weight, heads);
            if (bias is not null)
                OrderInSplitHalves(bias, heads);
        }

        return new Linear(weight, bias);
    }

    /// <summary>
    /// GGUF orders the rows of each query and key head so that adjacent pairs turn; here halves turn. Row 2i goes back to i,
    /// row 2i+1 to i + d_head/2.
    /// </summary>
    private void OrderInSplitHalves(Tensor rows, int heads)
    {
        if (rows.device_type == DeviceType.META)
            return;
        using var scope = NewDisposeScope();
        var here = rows.to(CPU); // itself, where it is there
        for (var head = 0; head < heads; head++)
            OrderHead(here.narrow(0, head * _info.DHead, _info.DHead).bytes);
        if (rows.device_type != DeviceType.CPU)
            rows.copy_(here);
    }

    /// <summary>Row by row in plain memory: libtorch's threads, which wait for more in a loop, would take the cores from those that read.</summary>
    private void OrderHead(Span<byte> rows)
    {
        var width = rows.Length / _info.DHead;
        var rented = ArrayPool<byte>.Shared.Rent(rows.Length);
        var pairs = rented.AsSpan(0, rows.Length);
        rows.CopyTo(pairs);
        for (var row = 0; row < _info.DHead; row++)
            pairs.Slice(row * width, width).CopyTo(rows[((row % 2 * (_info.DHead / 2) + row / 2) * width)..]);
        ArrayPool<byte>.Shared.Return(rented);
    }
}
