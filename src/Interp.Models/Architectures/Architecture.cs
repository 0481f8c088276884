using System.Collections.Immutable;
using Interp.Models.Configs;

namespace Interp.Models.Architectures;

/// <summary>One architecture as the loader sees it: how to read its numbers from a folder's config.json, and from a GGUF file where those exist.</summary>
public sealed class Architecture
{
    /// <summary>An architecture of Hugging Face folders.</summary>
    /// <param name="modelType">config.json's model_type.</param>
    /// <param name="ofConfig">
    /// From config.json to a recipe. It reads every key it knows and ends with <see cref="ConfigReader.Finish"/>, so that a key
    /// nobody understood is refused.
    /// </param>
    /// <exception cref="ArgumentException">No model_type.</exception>
    public Architecture(string modelType, Func<ConfigReader, Recipe> ofConfig)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelType);
        ArgumentNullException.ThrowIfNull(ofConfig);
        ModelType = modelType;
        OfConfig = ofConfig;
    }

    /// <summary>config.json's model_type.</summary>
    public string ModelType { get; }

    /// <summary>From config.json to a recipe.</summary>
    public Func<ConfigReader, Recipe> OfConfig { get; }

    /// <summary>
    /// Names of Python classes, as <c>architectures</c> of config.json has them, that are this architecture where the config has
    /// no model_type.
    /// </summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>How llama.cpp writes it; null where it has none.</summary>
    internal GgufArchitecture? Gguf { get; init; }

    /// <summary>Reads the whole config.</summary>
    /// <exception cref="InvalidDataException">The config is of another architecture, or says what this one cannot be.</exception>
    /// <exception cref="InvalidOperationException">The architecture left the config unfinished.</exception>
    internal Recipe Read(ConfigReader config)
    {
        var recipe = OfConfig(config);
        SizeGuard.Check(recipe.Info, config.Where);
        return config.IsFinished ? recipe : throw new InvalidOperationException(
            $"The architecture '{ModelType}' did not call {nameof(ConfigReader)}.{nameof(ConfigReader.Finish)} on config.json and each object read from it: a key that it does not know would change the numbers in silence.");
    }
}
