using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;

namespace Interp.Models.Architectures;

/// <summary>One architecture as the loader sees it: how to build it from a folder, and from a GGUF file where those exist.</summary>
/// <param name="ModelType">config.json's model_type.</param>
/// <param name="GgufName">GGUF's general.architecture; null where llama.cpp has none.</param>
/// <param name="FromFolder">Builds from config.json and weights.</param>
/// <param name="FromGguf">Builds from a GGUF file.</param>
/// <param name="GgufTensorNames">From Hugging Face's tensor names to the file's.</param>
internal sealed record Architecture(
    string ModelType,
    string? GgufName,
    Func<ConfigReader, WeightReader, ITokenizer?, HookedTransformer> FromFolder,
    Func<GgufFile, WeightReader, ITokenizer?, HookedTransformer>? FromGguf = null,
    Func<string, string>? GgufTensorNames = null)
{
    private static readonly Architecture[] All =
    [
        new("gpt2", "gpt2", (json, w, t) => Gpt2.Gpt2.Build(Gpt2.Gpt2Config.Read(json), w, t), (file, w, t) => Gpt2.Gpt2.Build(Gpt2.Gpt2Config.Read(file), w, t), GgufNames.Gpt2),
        new("gptj", null, (json, w, t) => GptJ.GptJ.Build(GptJ.GptJConfig.Read(json), w, t)),
        new("gpt_neox", "gptneox", (json, w, t) => GptNeoX.GptNeoX.Build(GptNeoX.GptNeoXConfig.Read(json), w, t), (file, w, t) => GptNeoX.GptNeoX.Build(GptNeoX.GptNeoXConfig.Read(file), w, t), GgufNames.GptNeoX),
        new("llama", "llama", (json, w, t) => Llama.Llama.Build(Llama.LlamaConfig.Read(json), w, t), (file, w, t) => Llama.Llama.Build(Llama.LlamaConfig.Read(file), w, t), GgufNames.Llama),
    ];

    /// <exception cref="InvalidDataException">None of this name.</exception>
    public static Architecture OfModelType(string modelType, string where) =>
        Array.Find(All, known => known.ModelType == modelType)
        ?? throw new InvalidDataException($"{where}: model_type is '{modelType}'; known are {string.Join(", ", All.Select(known => $"'{known.ModelType}'"))}.");

    /// <exception cref="InvalidDataException">None of this name.</exception>
    public static Architecture OfGguf(string name, string where) =>
        Array.Find(All, known => known.GgufName == name)
        ?? throw new InvalidDataException($"{where}: general.architecture is '{name}'; known are {string.Join(", ", All.Where(known => known.GgufName is not null).Select(known => $"'{known.GgufName}'"))}.");
}
