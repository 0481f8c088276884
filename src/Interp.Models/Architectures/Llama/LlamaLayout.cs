using System.Collections.Immutable;
using Interp.Core.Transformer;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.Llama;

/// <summary>From a config to the rotary positions and window of each block.</summary>
/// <param name="json">The config.</param>
/// <param name="keys">How it states rotary positions.</param>
/// <param name="info">The model's sizes.</param>
internal delegate ImmutableArray<LlamaBlock> LlamaLayout(ConfigReader json, RopeKeys keys, TransformerInfo info);
