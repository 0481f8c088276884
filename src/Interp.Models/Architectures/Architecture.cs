using Interp.Models.Architectures.Gpt2;
using Interp.Models.Architectures.GptJ;
using Interp.Models.Architectures.GptNeoX;
using Interp.Models.Architectures.Llama;
using Interp.Models.Configs;

namespace Interp.Models.Architectures;

/// <summary>One architecture as the loader sees it: how to read its numbers from a folder, and from a GGUF file where those exist.</summary>
/// <param name="ModelType">config.json's model_type.</param>
/// <param name="OfConfig">From config.json.</param>
internal sealed record Architecture(string ModelType, Func<ConfigReader, Recipe> OfConfig)
{
    private static readonly Architecture[] All =
    [
        new("gpt2", json => Gpt2.Gpt2.Recipe(Gpt2Config.Read(json))) { Gguf = new("gpt2", file => Gpt2.Gpt2.Recipe(Gpt2Config.Read(file)), GgufNames.Gpt2) },
        new("gptj", json => GptJ.GptJ.Recipe(GptJConfig.Read(json))),
        new("gpt_neox", json => GptNeoX.GptNeoX.Recipe(GptNeoXConfig.Read(json))) { Gguf = new("gptneox", file => GptNeoX.GptNeoX.Recipe(GptNeoXConfig.Read(file)), GgufNames.GptNeoX) },
        new("llama", json => Llama.Llama.Recipe(LlamaConfig.Read(json))) { Gguf = new("llama", file => Llama.Llama.Recipe(LlamaConfig.Read(file)), GgufNames.Llama) },
    ];

    /// <summary>How llama.cpp writes it; null where it has none.</summary>
    public GgufArchitecture? Gguf { get; init; }

    /// <exception cref="InvalidDataException">None of this name.</exception>
    public static Architecture OfModelType(string modelType, string where) =>
        Array.Find(All, known => known.ModelType == modelType)
        ?? throw new InvalidDataException($"{where}: model_type is '{modelType}', expected one of {Listed(All.Select(known => known.ModelType))}: this library has no other architectures.");

    /// <exception cref="InvalidDataException">None of this name.</exception>
    public static GgufArchitecture OfGguf(string name, string where)
    {
        var known = All.Select(architecture => architecture.Gguf).OfType<GgufArchitecture>().ToArray();
        return Array.Find(known, architecture => architecture.Name == name)
            ?? throw new InvalidDataException($"{where}: general.architecture is '{name}', expected one of {Listed(known.Select(architecture => architecture.Name))}: this library has no other architectures.");
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
