using System.Collections.Immutable;

namespace Interp.Models.Configs;

/// <summary>
/// How a model stretches its rotary frequencies to a longer context, in float32 as the reference implementation does. A way of
/// your own derives from it.
/// </summary>
public abstract record RopeScaling
{
    /// <summary>One frequency after scaling.</summary>
    /// <param name="frequency">Radians a position.</param>
    /// <param name="index">Which pair it turns.</param>
    public abstract float Apply(float frequency, int index);

    /// <summary>Frequencies as they are.</summary>
    public sealed record None : RopeScaling
    {
        /// <inheritdoc/>
        public override float Apply(float frequency, int index) => frequency;
    }

    /// <summary>All frequencies divided by one factor.</summary>
    /// <param name="Factor">How many times longer the context is.</param>
    public sealed record Linear(double Factor) : RopeScaling
    {
        /// <inheritdoc/>
        public override float Apply(float frequency, int index) => frequency / (float)Factor;
    }

    /// <summary>Each frequency divided by its own factor (GGUF's rope_freqs).</summary>
    internal sealed record Divisors(ImmutableArray<float> Factors) : RopeScaling
    {
        public override float Apply(float frequency, int index) => frequency / Factors[index];
    }

    /// <summary>Llama 3.1: long wavelengths divided by a factor, short ones kept, a ramp between.</summary>
    /// <param name="Factor">How many times longer the context is.</param>
    /// <param name="LowFrequencyFactor">Wavelengths of more than the original context divided by this are long.</param>
    /// <param name="HighFrequencyFactor">Wavelengths of less than the original context divided by this are short.</param>
    /// <param name="OriginalContext">Tokens of the context before stretching.</param>
    public sealed record Llama3(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, double OriginalContext) : RopeScaling
    {
        /// <inheritdoc/>
        public override float Apply(float frequency, int index)
        {
            var wavelength = (float)(2 * Math.PI) / frequency;
            if (wavelength > OriginalContext / LowFrequencyFactor)
                return frequency / (float)Factor;
            if (wavelength < OriginalContext / HighFrequencyFactor)
                return frequency;
            var ramp = ((float)OriginalContext / wavelength - (float)LowFrequencyFactor) / (float)(HighFrequencyFactor - LowFrequencyFactor);
            return (1 - ramp) * frequency / (float)Factor + ramp * frequency;
        }
    }
}
