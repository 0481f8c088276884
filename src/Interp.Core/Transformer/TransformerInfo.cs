namespace Interp.Core.Transformer;

/// <summary>The sizes of a transformer.</summary>
public sealed record TransformerInfo
{
    /// <summary>The architecture's name, for people: "Llama".</summary>
    public required string Architecture { get; init; }

    /// <summary>Number of blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int DModel { get; init; }

    /// <summary>Attention heads a block.</summary>
    public required int Heads { get; init; }

    /// <summary>Heads that keep keys and values; fewer than <see cref="Heads"/> where they are shared by groups.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Width of a head.</summary>
    public required int DHead { get; init; }

    /// <summary>Width of the MLP's inner layer.</summary>
    public required int DMlp { get; init; }

    /// <summary>Rows of the unembedding; may exceed the tokenizer's vocabulary.</summary>
    public required int DVocab { get; init; }

    /// <summary>Most tokens of a prompt.</summary>
    public required int ContextLength { get; init; }
}
