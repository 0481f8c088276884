using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Models.Architectures;

/// <summary>A model whose numbers are known and whose weights are still to be read.</summary>
/// <param name="Info">Its sizes.</param>
/// <param name="Build">
/// Reads the weights and puts the parts together around the tokenizer, which is null where there is none; the caller owns the
/// model. It ends with <see cref="WeightReader.Finish"/>, so that a tensor nobody asked for is refused.
/// </param>
public sealed record Recipe(TransformerInfo Info, Func<WeightReader, ITokenizer?, HookedTransformer> Build);
