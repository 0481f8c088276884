using System.Collections.Immutable;
using Interp.Models.Checkpoints;

namespace Interp.Models.Configs;

/// <summary>Rotary positions as a config states them.</summary>
public sealed record RopeConfig
{
    private static readonly Dictionary<string, string> OldType = new() { ["type"] = "rope_type" };

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
    /// Reads both generations of config.json: <c>rope_parameters</c> (with <c>rope_theta</c> and <c>partial_rotary_factor</c>)
    /// since 2026; before, <c>rope_scaling</c> beside a base and a share. What is said twice must agree.
    /// </summary>
    /// <param name="config">The config.</param>
    /// <param name="keys">The architecture's own names and numbers.</param>
    /// <param name="dHead">Width of a head.</param>
    /// <param name="contextLength">Tokens of the context; of a scaling that does not say what it was before, also that.</param>
    /// <exception cref="InvalidDataException">Numbers that cannot be or that disagree, a scaling not implemented, or an unknown key beside it.</exception>
    public static RopeConfig Read(ConfigReader config, RopeKeys keys, int dHead, int contextLength)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(keys);
        var scaling = config.FindObject("rope_scaling");
        var parameters = config.FindObject("rope_parameters");
        if (scaling is not null && parameters is not null)
            throw config.Wrong("rope_scaling", "there beside rope_parameters", "one of the two");

        return Of(config, keys, parameters ?? scaling, dHead, contextLength);
    }

    /// <summary>The same from a nested object that is known.</summary>
    /// <param name="config">The config.</param>
    /// <param name="keys">The architecture's own names and numbers.</param>
    /// <param name="nested">What is nested; null where nothing is.</param>
    /// <param name="dHead">Width of a head.</param>
    /// <param name="contextLength">Tokens of the context.</param>
    internal static RopeConfig Of(ConfigReader config, RopeKeys keys, ConfigReader? nested, int dHead, int contextLength)
    {
        var share = Agreed(config, keys.Share, nested, "partial_rotary_factor") ?? keys.ShareAbsent;
        var rope = new RopeConfig
        {
            Base = Agreed(config, keys.Base, nested, "rope_theta") ?? keys.BaseAbsent,
            Width = (int)(dHead * share),
            Scaling = ReadScaling(nested, contextLength),
        };
        if (rope.Base <= 0 || rope.Width < 1 || rope.Width > dHead)
            throw config.Wrong(keys.Base, $"{rope.Base} with {rope.Width} of {dHead} dimensions turning", "a positive base and at least one dimension, at most a head's");
        return rope;
    }

    /// <summary>A number that may stand beside the nested object, in it, or in both.</summary>
    private static double? Agreed(ConfigReader config, string key, ConfigReader? nested, string nestedKey)
    {
        var (outer, inner) = (config.FindDouble(key), nested?.FindDouble(nestedKey));
        if (outer is { } one && inner is { } other && one != other)
            throw config.Wrong(key, one, $"what {nestedKey} says in {nested!.Where}, {other}, or one of the two alone");
        return outer ?? inner;
    }

    private static RopeScaling ReadScaling(ConfigReader? reader, int contextLength)
    {
        if (reader is null)
            return new RopeScaling.None();

        reader.AddSynonyms(OldType);
        RopeScaling scaling = (reader.FindString("rope_type") ?? "default") switch
        {
            "default" => new RopeScaling.None(),
            "linear" => new RopeScaling.Linear(Positive(reader, "factor", null)),
            "llama3" => new RopeScaling.Llama3(
                Positive(reader, "factor", null), Positive(reader, "low_freq_factor", null), Positive(reader, "high_freq_factor", null),
                Positive(reader, "original_max_position_embeddings", contextLength)),
            var type => throw reader.Wrong("rope_type", Malformed.Quote(type), "'default', 'linear' or 'llama3', the scalings this library implements"),
        };
        reader.Finish();
        return scaling;
    }

    private static double Positive(ConfigReader reader, string key, double? absent) =>
        (reader.FindDouble(key) ?? absent ?? reader.Double(key)) is > 0 and var value ? value : throw reader.Wrong(key, reader.Double(key), "a positive number");
}
