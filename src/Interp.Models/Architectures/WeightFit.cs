using System.Globalization;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>Whether a model's weights fit in memory, and what becomes of them if not.</summary>
internal static class WeightFit
{
    /// <summary>Of what a process may use, how much weights may take where the choice is ours: the rest is for activations.</summary>
    private const double Share = 0.75;

    /// <summary>True where the blocks are to be read as they are needed.</summary>
    /// <exception cref="InsufficientMemoryException">They are to be in memory, and do not fit.</exception>
    public static bool Streams(IWeightSource weights, PretrainedOptions options)
    {
        switch (options.Weights)
        {
            case WeightPlacement.InMemory:
                RefuseTooLarge(weights, options);
                return false;
            case WeightPlacement.Streamed:
                return true;
            case WeightPlacement.Automatic:
                return weights.BytesIn(options.Dtype).All > Share * Allowed(options);
            default:
                throw new ArgumentOutOfRangeException(nameof(options), options.Weights, "There is no such placement.");
        }
    }

    /// <remarks>What stays in a mapped file can always be dropped from memory and read again.</remarks>
    private static void RefuseTooLarge(IWeightSource weights, PretrainedOptions options)
    {
        if (options.DeviceMap is not null || (options.Device is { } device && device.type != TorchSharp.DeviceType.CPU))
            return;
        var (needed, allowed) = (weights.BytesIn(options.Dtype).Copied, Allowed(options));
        if (needed <= allowed)
            return;
        throw new InsufficientMemoryException(
            $"{weights.Name}: in {options.Dtype} the weights take {Gibibytes(needed)} GiB, and this process may use {Gibibytes(allowed)} GiB. "
            + $"Load with {nameof(PretrainedOptions)} {{ {nameof(PretrainedOptions.Weights)} = {nameof(WeightPlacement)}.{nameof(WeightPlacement.Streamed)} }}, which reads each block as it is needed"
            + $"{(options.Dtype == ScalarType.BFloat16 ? "" : $", or in {nameof(ScalarType.BFloat16)}, which takes {(options.Dtype == ScalarType.Float64 ? "a quarter" : "half")}")}; "
            + $"where the memory is there in truth, say so by {nameof(PretrainedOptions.MemoryAllowance)}.");
    }

    private static long Allowed(PretrainedOptions options) => options.MemoryAllowance ?? MemoryLimits.Available();

    private static string Gibibytes(long bytes) => (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture);
}
