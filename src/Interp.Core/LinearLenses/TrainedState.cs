using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>The map of one state in training.</summary>
internal sealed class TrainedState : IDisposable
{
    private const double LongestGradient = 1;

    private readonly AdamW _weight;
    private readonly AdamW _bias;

    /// <param name="width">d_model.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="device">Where.</param>
    public TrainedState(int width, ScalarType dtype, Device device)
    {
        Map = new StateMap(
            zeros(width, width, dtype: dtype, device: device, requires_grad: true).DetachFromDisposeScope(),
            zeros(width, dtype: dtype, device: device, requires_grad: true).DetachFromDisposeScope());
        (_weight, _bias) = (new AdamW(Map.Weight), new AdamW(Map.Bias!));
    }

    /// <summary>The map as it is now; at first the one that changes nothing.</summary>
    public StateMap Map { get; }

    /// <summary>All that a later run needs to go on, by name.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Tensors =>
    [
        ("weight", Map.Weight), ("weight.mean", _weight.Mean), ("weight.square", _weight.Square),
        ("bias", Map.Bias!), ("bias.mean", _bias.Mean), ("bias.square", _bias.Square),
    ];

    /// <summary>Moves the map to make the loss smaller; gradients longer than 1 are shortened.</summary>
    /// <param name="loss">One number.</param>
    /// <param name="step">Which step, from 1.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="decay">Weight decay.</param>
    public void Step(Tensor loss, int step, double rate, double decay)
    {
        using var scope = NewDisposeScope();
        var gradients = autograd.grad([loss], [Map.Weight, Map.Bias!]);
        using var none = no_grad();
        var length = stack(gradients.Select(gradient => gradient.Squared().sum())).sum().sqrt().to(float64).item<double>();
        foreach (var gradient in gradients)
            gradient.Scale(Math.Min(1, LongestGradient / length));
        _weight.Move(Map.Weight, gradients[0], step, rate, decay);
        _bias.Move(Map.Bias!, gradients[1], step, rate, decay);
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
        foreach (var tensor in Map.Tensors)
            tensor.Dispose();
    }
}
