using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Soft caps: x becomes c tanh(x / c).</summary>
internal static class SoftCap
{
    public static Tensor Of(Tensor x, double cap)
    {
        using var scope = NewDisposeScope();
        return x.Times(1 / cap).tanh().Times(cap).MoveToOuterDisposeScope();
    }

    /// <exception cref="ArgumentOutOfRangeException">No positive number.</exception>
    public static double? Checked(double? cap, string name) => cap is null || (cap > 0 && double.IsFinite(cap.Value))
        ? cap
        : throw new ArgumentOutOfRangeException(name, cap, "A soft cap is a positive number; null for none.");
}
