using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019) on one tensor; its state is two tensors, so that a run resumes to the bit.</summary>
internal sealed class AdamW : IDisposable
{
    private const double MeanKept = 0.9;
    private const double SquareKept = 0.999;
    private const double Epsilon = 1e-8;

    /// <param name="like">What will be moved.</param>
    public AdamW(Tensor like)
    {
        using var none = no_grad();
        (Mean, Square) = (zeros_like(like).DetachFromDisposeScope(), zeros_like(like).DetachFromDisposeScope());
    }

    /// <summary>Running mean of the gradient.</summary>
    public Tensor Mean { get; }

    /// <summary>Running mean of its square.</summary>
    public Tensor Square { get; }

    /// <summary>Moves the weight against the gradient.</summary>
    /// <param name="weight">What is moved, in place.</param>
    /// <param name="gradient">Of its shape.</param>
    /// <param name="step">Which step this is, from 1.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="decay">Weight decay.</param>
    public void Move(Tensor weight, Tensor gradient, int step, double rate, double decay)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        Mean.Scale(MeanKept);
        Mean.Accumulate(gradient.Times(1 - MeanKept));
        Square.Scale(SquareKept);
        Square.AccumulateProduct(gradient, gradient, 1 - SquareKept);
        var root = Square.Times(1 / (1 - Math.Pow(SquareKept, step))).sqrt().Plus(Epsilon);
        weight.Scale(1 - rate * decay);
        weight.Accumulate((Mean / root).Times(-rate / (1 - Math.Pow(MeanKept, step))));
    }

    public void Dispose()
    {
        Mean.Dispose();
        Square.Dispose();
    }
}
