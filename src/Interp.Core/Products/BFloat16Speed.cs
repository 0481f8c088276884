using static TorchSharp.torch;

namespace Interp.Core.Products;

/// <summary>Whether this machine multiplies bfloat16 in hardware: with it a product takes half the time or less, without it many times as long.</summary>
public static class BFloat16Speed
{
    private const long Rows = 512;
    private const int Rounds = 3;

    /// <summary>How much faster a product must be to be worth its rounding.</summary>
    public const double Worthwhile = 1.5;

    /// <summary>True where products by bfloat16 matrices take less than two thirds of the time of the fastest float32 ones.</summary>
    /// <param name="input">Width of the input.</param>
    /// <param name="output">Width of the output.</param>
    /// <param name="device">Where the model computes.</param>
    public static bool IsWorthwhile(int input, int output, Device device) => Ratio(input, output, device) >= Worthwhile;

    /// <summary>Time of the fastest float32 product of 512 tokens over that of the bfloat16 one, conversion of the stream included.</summary>
    /// <param name="input">Width of the input.</param>
    /// <param name="output">Width of the output.</param>
    /// <param name="device">Where the model computes.</param>
    public static double Ratio(int input, int output, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(input, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(output, 1);
        ArgumentNullException.ThrowIfNull(device);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (x, weight) = (ones([Rows, input], device: device), ones([output, input], device: device));
        var half = weight.to(bfloat16);
        var route = device.type == TorchSharp.DeviceType.CPU ? RouteTimer.Fastest(x, weight, null) : ProductRoute.Linear;
        var (full, narrow) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round <= Rounds; round++)
        {
            full = Math.Min(full, Seconds(() => MatrixProduct.By(route, x, weight, null)));
            narrow = Math.Min(narrow, Seconds(() => nn.functional.linear(x.to(bfloat16), half).to(float32)));
        }

        return full / narrow;
    }

    /// <summary>Until the result is there, on any device.</summary>
    private static double Seconds(Func<Tensor> product)
    {
        using var scope = NewDisposeScope();
        var began = TimeProvider.System.GetTimestamp();
        _ = product()[0, 0].item<float>();
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }
}
