using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Models.Architectures;

/// <summary>A model whose numbers are known and whose weights are still to be read.</summary>
/// <param name="Info">Its sizes.</param>
/// <param name="Build">Reads the weights and puts the parts together; the caller owns the model.</param>
internal sealed record Recipe(TransformerInfo Info, Func<WeightReader, ITokenizer?, HookedTransformer> Build);
