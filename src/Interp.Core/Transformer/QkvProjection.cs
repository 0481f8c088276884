using Interp.Core.Products;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>From the normalised stream to queries, keys and values, in the layout the checkpoint stores them.</summary>
public abstract class QkvProjection
{
    private protected QkvProjection(int heads, int kvHeads, int dHead)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kvHeads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dHead, 1);
        if (heads % kvHeads != 0)
            throw new ArgumentException($"{heads} heads cannot share {kvHeads} key/value heads evenly.", nameof(kvHeads));

        Heads = heads;
        KvHeads = kvHeads;
        DHead = dHead;
    }

    /// <summary>Query heads.</summary>
    public int Heads { get; }

    /// <summary>Key and value heads.</summary>
    public int KvHeads { get; }

    /// <summary>Width of a head.</summary>
    public int DHead { get; }

    /// <summary>True where one matrix makes all three, so that the published attention ablation silences all three.</summary>
    internal abstract bool IsFused { get; }

    internal abstract int DModel { get; }

    /// <summary>Queries [batch, pos, head, d_head]; keys and values [batch, pos, kv_head, d_head].</summary>
    internal abstract (Tensor Q, Tensor K, Tensor V) Project(Tensor x, ProductRoutes routes);

    /// <summary>Queries alone, [batch, pos, head, d_head].</summary>
    internal abstract Tensor ProjectQueries(Tensor x, ProductRoutes routes);

    /// <summary>Keys and values alone, [batch, pos, kv_head, d_head].</summary>
    internal abstract (Tensor K, Tensor V) ProjectKeysValues(Tensor x, ProductRoutes routes);

    /// <summary>The three matrices, [head*d_head or kv_head*d_head, d_model], as new tensors or views of the weights.</summary>
    internal abstract (Tensor Q, Tensor K, Tensor V) Matrices();

    /// <summary>The query of one head alone, d_model to d_head; shares the weights.</summary>
    internal abstract Linear QueryOf(int head);

    /// <summary>The key of one key head alone, d_model to d_head; shares the weights.</summary>
    internal abstract Linear KeyOf(int head);

    /// <summary>The value of one key head alone, d_model to d_head; shares the weights.</summary>
    internal abstract Linear ValueOf(int head);

    internal abstract IEnumerable<NamedWeight> Weights(string name);
}
