namespace Interp.Core.Randomness;

/// <summary>Sebastiano Vigna's SplitMix64: turns any 64-bit seed into well-mixed 64-bit words.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    public static ulong Mix(ulong word)
    {
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }
}
