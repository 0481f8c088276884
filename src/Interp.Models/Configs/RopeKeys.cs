namespace Interp.Models.Configs;

/// <summary>Under which names an architecture's older configs state rotary positions, and what it does where none states them.</summary>
/// <param name="Base">Key of the base.</param>
/// <param name="Share">Key of the share of a head that turns.</param>
/// <param name="ShareAbsent">The architecture's own share.</param>
public sealed record RopeKeys(string Base, string Share, double ShareAbsent)
{
    /// <summary>Llama's and those of most that came after: the whole head turns.</summary>
    public static RopeKeys Usual { get; } = new("rope_theta", "partial_rotary_factor", ShareAbsent: 1);

    /// <summary>The architecture's own base.</summary>
    public double BaseAbsent { get; init; } = 10_000;
}
