using System.Collections.Immutable;

namespace Interp.Models.Configs;

/// <summary>Rotary positions as a config states them.</summary>
public sealed record RopeConfig
{
    /// <summary>Base of the geometric series of wavelengths.</summary>
    public required double Base { get; init; }

    /// <summary>
    /// Dimensions of a head that turn, as the config counts them. An odd number turns one more, while the frequencies still
    /// divide by the odd one: so does the reference implementation.
    /// </summary>
    public required int Width { get; init; }

    /// <summary>Stretching to a longer context.</summary>
    public required RopeScaling Scaling { get; init; }

    /// <summary>
    /// Radians a position for each pair of dimensions. Each step is rounded to float32, as in the reference implementation,
    /// whose models were trained with these angles: at position 2,000 one rounding fewer turns a query by 1e-4 more or less.
    /// </summary>
    public ImmutableArray<float> InverseFrequencies =>
        [.. Enumerable.Range(0, (Width + 1) / 2).Select(pair => Scaling.Apply(1 / MathF.Pow((float)Base, (float)(2 * pair) / Width), pair))];

    /// <summary>
    /// Reads both generations of config.json: <c>rope_parameters</c> (with <c>partial_rotary_factor</c>) since 2026; before,
    /// <c>rope_scaling</c> beside a base and a share under names of the architecture's own.
    /// </summary>
    /// <param name="config">The config.</param>
    /// <param name="baseKey">Old key of the base.</param>
    /// <param name="shareKey">Old key of the share of a head that turns.</param>
    /// <param name="shareAbsent">The architecture's share where no key says it.</param>
    /// <param name="dHead">Width of a head.</param>
    /// <exception cref="InvalidDataException">Numbers that cannot be, a scaling not implemented, or an unknown key beside it.</exception>
    public static RopeConfig Read(ConfigReader config, string baseKey, string shareKey, double shareAbsent, int dHead)
    {
        const double BaseAbsent = 10_000;
        ArgumentNullException.ThrowIfNull(config);
        var oldBase = config.FindDouble(baseKey);
        var oldShare = config.FindDouble(shareKey);
        var scaling = config.FindObject("rope_scaling");
        var parameters = config.FindObject("rope_parameters");
        if (scaling is not null && parameters is not null)
            throw config.Wrong("rope_scaling", "there beside rope_parameters", "one of the two");

        var rope = new RopeConfig
        {
            Base = parameters?.FindDouble("rope_theta") ?? oldBase ?? BaseAbsent,
            Width = (int)(dHead * (parameters?.FindDouble("partial_rotary_factor") ?? oldShare ?? shareAbsent)),
            Scaling = ReadScaling(parameters ?? scaling),
        };
        if (rope.Base <= 0 || rope.Width < 1 || rope.Width > dHead)
            throw config.Wrong(baseKey, $"{rope.Base} with {rope.Width} of {dHead} dimensions turning", "a positive base and at least one dimension, at most a head's");
        return rope;
    }

    private static RopeScaling ReadScaling(ConfigReader? reader)
    {
        if (reader is null)
            return new RopeScaling.None();

        var type = reader.FindString("rope_type") ?? reader.FindString("type") ?? "default";
        _ = reader.FindString("type"); // the old spelling may stand beside the new one
        RopeScaling scaling = type switch
        {
            "default" => new RopeScaling.None(),
            "linear" => new RopeScaling.Linear(Positive(reader, "factor")),
            "llama3" => new RopeScaling.Llama3(
                Positive(reader, "factor"), Positive(reader, "low_freq_factor"), Positive(reader, "high_freq_factor"),
                Positive(reader, "original_max_position_embeddings")),
            _ => throw reader.Wrong("rope_type", $"'{type}'", "'default', 'linear' or 'llama3', the scalings this library implements"),
        };
        reader.Finish();
        return scaling;
    }

    private static double Positive(ConfigReader reader, string key) =>
        reader.Double(key) is > 0 and var value ? value : throw reader.Wrong(key, reader.Double(key), "a positive number");
}
