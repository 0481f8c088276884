using Interp.Models.Configs;

namespace Interp.Models.Architectures.Llama;

/// <summary>In what the blocks of one model may differ.</summary>
/// <param name="Rope">Its rotary positions; null where it has none.</param>
/// <param name="Window">How many tokens a query sees, itself included; null for all that came before.</param>
internal sealed record LlamaBlock(RopeConfig? Rope, int? Window);
