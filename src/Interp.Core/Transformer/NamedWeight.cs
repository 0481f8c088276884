using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>A weight of a model under a name that says where it is: "blocks.3.attn.output.weight".</summary>
/// <param name="Name">Unique in a model.</param>
/// <param name="Tensor">The weight; the model owns it.</param>
public readonly record struct NamedWeight(string Name, Tensor Tensor);
