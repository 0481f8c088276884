namespace Interp.Samples.Shared.Attention;

/// <summary>One token of a prompt, and how much a head attends to it.</summary>
/// <param name="Text">The token as it is decoded, with its spaces and line ends.</param>
/// <param name="Weight">Attention weight from the query token, 0 to 1; null after the query, which a causal model cannot attend to.</param>
/// <param name="Demonstration">The demonstration it belongs to, from 0; -1 before the first one (an instruction, a beginning of sequence).</param>
/// <param name="Role">What it is to its demonstration.</param>
public readonly record struct AttentionToken(string Text, double? Weight, int Demonstration, AttentionTokenRole Role);
