using Interp.Core.Hooks;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Sweeps;

/// <summary>
/// Someone who wants to know something of every prompt of a set: label scores, attention rows, activations, means. One
/// sweep serves any number of readers with one pass a prompt.
/// </summary>
public interface IReader
{
    /// <summary>What the reader wants of every pass. Asked once a sweep, before anything runs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="set">The prompts of the sweep.</param>
    /// <returns>
    /// Sites, layers, positions and heads, each with what is to be done with the activation; it comes with the prompts it
    /// is of (<see cref="Tapped"/>), batch by batch in any order, each prompt once.
    /// </returns>
    /// <exception cref="ArgumentException">Prompts or a model that the reader cannot serve.</exception>
    IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set);
}
