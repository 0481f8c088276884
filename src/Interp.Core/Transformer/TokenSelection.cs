using Interp.Core.Batches;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>From the tokens that were computed to some of them.</summary>
internal static class TokenSelection
{
    /// <param name="x">[batch, pos, d_model] of the tokens of <paramref name="from"/></param>
    /// <param name="from">Which tokens there are.</param>
    /// <param name="to">Which are wanted.</param>
    /// <param name="device">The model's device.</param>
    public static Tensor Of(Tensor x, TokenGrid from, TokenGrid to, Device device)
    {
        if (ReferenceEquals(from, to) || (from.IsWhole && to.IsWhole))
            return x;
        using var index = new PositionIndex(from.PlacesOf(to.Tokens), device);
        return index.Select(x, axis: 1);
    }
}
