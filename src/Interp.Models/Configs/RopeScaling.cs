using System.Collections.Immutable;

namespace Interp.Models.Configs;

/// <summary>How a model stretches its rotary frequencies to a longer context.</summary>
internal abstract record RopeScaling
{
    /// <summary>One frequency after scaling.</summary>
    /// <param name="frequency">Radians a position.</param>
    /// <param name="index">Which pair it turns.</param>
    public abstract double Apply(double frequency, int index);

    /// <summary>Frequencies as they are.</summary>
    internal sealed record None : RopeScaling
    {
        public override double Apply(double frequency, int index) => frequency;
    }

    /// <summary>All frequencies divided by one factor.</summary>
    internal sealed record Linear(double Factor) : RopeScaling
    {
        public override double Apply(double frequency, int index) => frequency / Factor;
    }

    /// <summary>Each frequency divided by its own factor (GGUF's rope_freqs).</summary>
    internal sealed record Divisors(ImmutableArray<float> Factors) : RopeScaling
    {
        public override double Apply(double frequency, int index) => frequency / Factors[index];
    }

    /// <summary>Llama 3.1: long wavelengths divided by a factor, short ones kept, a ramp between.</summary>
    internal sealed record Llama3(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, double OriginalContext) : RopeScaling
    {
        public override double Apply(double frequency, int index)
        {
            var wavelength = 2 * Math.PI / frequency;
            if (wavelength > OriginalContext / LowFrequencyFactor)
                return frequency / Factor;
            if (wavelength < OriginalContext / HighFrequencyFactor)
                return frequency;
            var ramp = (OriginalContext / wavelength - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor);
            return (1 - ramp) * frequency / Factor + ramp * frequency;
        }
    }
}
