using System.Collections.Immutable;
using Interp.Core.Transformer;

namespace Interp.Models.Architectures.Llama;

/// <summary>From a GGUF file's metadata to the rotary positions and window of each block.</summary>
/// <param name="keys">The metadata.</param>
/// <param name="info">The model's sizes.</param>
internal delegate ImmutableArray<LlamaBlock> LlamaGgufLayout(GgufKeys keys, TransformerInfo info);
