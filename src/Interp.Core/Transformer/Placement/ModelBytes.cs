using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Interp.Core.Transformer.Placement;

/// <summary>Bytes of a model's parts in the dtype of a run.</summary>
/// <param name="Embedding">Tables of tokens and positions.</param>
/// <param name="Blocks">Each block.</param>
/// <param name="End">Final norm and unembedding.</param>
/// <param name="Shared">What embedding and unembedding share where they are tied and on one device.</param>
public sealed record ModelBytes(long Embedding, ImmutableArray<long> Blocks, long End, long Shared)
{
    /// <summary>Those of a model, whose weights may be on the meta device.</summary>
    /// <param name="model">The model.</param>
    public static ModelBytes Of(HookedTransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        static long Size(Tensor tensor) => tensor.numel() * tensor.element_size();
        static bool Enters(NamedWeight weight) => weight.Name.StartsWith("embed.", StringComparison.Ordinal);
        var embedding = model.OuterWeights.Where(Enters).ToArray();
        return new(
            embedding.Sum(weight => Size(weight.Tensor)),
            [.. model.Blocks.Outlines.Select(BlockSource.BytesOf)],
            model.OuterWeights.Where(weight => !Enters(weight)).Sum(weight => Size(weight.Tensor)),
            embedding.Where(weight => ReferenceEquals(weight.Tensor, model.Unembedding.Weight)).Sum(weight => Size(weight.Tensor)));
    }

    /// <summary>Bytes of some neighbouring blocks, with what stands before the first and behind the last.</summary>
    internal long Of(int first, int count) =>
        Blocks.AsSpan(first, count).ToArray().Sum()
        + (first == 0 ? Embedding : 0) + (first + count == Blocks.Length ? End : 0) - (count == Blocks.Length ? Shared : 0);
}
