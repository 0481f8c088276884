using Interp.Core.Transformer;

namespace Interp.Models.Architectures.Llama;

/// <summary>A descendant of Llama in GGUF files.</summary>
/// <param name="Name">Their general.architecture.</param>
/// <param name="NameInFile">From Hugging Face's tensor names to the file's.</param>
internal sealed record LlamaGguf(string Name, Func<string, string> NameInFile)
{
    /// <summary>Whether the converter orders the rows of query and key heads so that adjacent pairs turn.</summary>
    public bool OrdersAdjacentPairs { get; init; }

    /// <summary>The number whose inverse root scales scores, which the files do not state.</summary>
    public Func<TransformerInfo, double> QueryScalar { get; init; } = info => info.DHead;

    /// <summary>From the metadata to the rotary positions and window of each block.</summary>
    public LlamaGgufLayout Layout { get; init; } = LlamaLayouts.AlikeInGguf;
}
