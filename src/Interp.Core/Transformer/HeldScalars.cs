using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>
/// Arithmetic of tensors with single numbers, and sums, which are such in disguise: what is added is multiplied by 1.
/// TorchSharp (0.107) hands a native scalar to a kernel and lets go of it: the collector may free it while the kernel still
/// reads it, which gives another number, or "Unknown scalar type". Here each one is held until the kernel is done.
/// </summary>
internal static class HeldScalars
{
    /// <summary>x times a number.</summary>
    public static Tensor Times(this Tensor x, double factor)
    {
        using Scalar held = factor;
        return x.mul(held);
    }

    /// <summary>x times itself; TorchSharp's <c>square</c> is a power by a number.</summary>
    public static Tensor Squared(this Tensor x) => x * x;

    /// <summary>The sum of two tensors.</summary>
    public static Tensor Plus(this Tensor x, Tensor other)
    {
        using Scalar held = 1L;
        return x.add(other, held);
    }

    /// <summary>Adds another tensor, in place.</summary>
    public static void Accumulate(this Tensor x, Tensor other)
    {
        using Scalar held = 1L;
        x.add_(other, held);
    }

    /// <summary>Multiplies by a number, in place.</summary>
    public static void Scale(this Tensor x, double factor)
    {
        using Scalar held = factor;
        x.mul_(held);
    }

    /// <summary>Adds a number, in place.</summary>
    public static void Shift(this Tensor x, double term)
    {
        using Scalar held = term;
        using Scalar one = 1L;
        x.add_(held, one);
    }

    /// <summary>Adds the product of two tensors, times a number, in place.</summary>
    public static void AccumulateProduct(this Tensor x, Tensor left, Tensor right, double factor)
    {
        using Scalar held = factor;
        x.addcmul_(left, right, held);
    }

    /// <summary>x plus a number.</summary>
    public static Tensor Plus(this Tensor x, double term)
    {
        using Scalar held = term;
        using Scalar one = 1L;
        return x.add(held, one);
    }

    /// <summary>x plus a whole number; whole numbers stay such.</summary>
    public static Tensor Plus(this Tensor x, long term)
    {
        using Scalar held = term;
        using Scalar one = 1L;
        return x.add(held, one);
    }

    /// <summary>x with -infinity where a mask is true.</summary>
    public static Tensor Hidden(this Tensor x, Tensor mask)
    {
        using Scalar held = double.NegativeInfinity;
        return x.masked_fill(mask, held);
    }

    /// <summary>-infinity everywhere, in place.</summary>
    public static void Hide(this Tensor x)
    {
        using Scalar held = double.NegativeInfinity;
        x.fill_(held);
    }

    /// <summary>x no less than one number and no more than another.</summary>
    public static Tensor Within(this Tensor x, long low, long high)
    {
        using Scalar heldLow = low;
        using Scalar heldHigh = high;
        return x.clamp(heldLow, heldHigh);
    }

    /// <summary>True where x is no less than a number.</summary>
    public static Tensor AtLeast(this Tensor x, long bound)
    {
        using Scalar held = bound;
        return x.ge(held);
    }

    /// <summary>True where x is less than a number.</summary>
    public static Tensor Below(this Tensor x, long bound)
    {
        using Scalar held = bound;
        return x.lt(held);
    }

    /// <summary>0, 1, … as int64.</summary>
    public static Tensor Count(long count, Device device) => tensor([.. Enumerable.Range(0, (int)count).Select(number => (long)number)], device: device);
}
