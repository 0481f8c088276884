using System.Collections.Immutable;
using Interp.Models.Architectures.Gpt2;
using Interp.Models.Architectures.GptJ;
using Interp.Models.Architectures.GptNeoX;
using Interp.Models.Architectures.Llama;

namespace Interp.Models.Architectures;

/// <summary>The architectures a load knows. Immutable: adding gives a new list.</summary>
public sealed class ArchitectureRegistry
{
    private ArchitectureRegistry(ImmutableArray<Architecture> all) => All = all;

    /// <summary>GPT-2, GPT-J, GPT-NeoX and Llama.</summary>
    public static ArchitectureRegistry Default { get; } = new(
    [
        new("gpt2", json => Gpt2.Gpt2.Recipe(Gpt2Config.Read(json))) { Gguf = new("gpt2", file => Gpt2.Gpt2.Recipe(Gpt2Config.Read(file)), GgufNames.Gpt2) },
        new("gptj", json => GptJ.GptJ.Recipe(GptJConfig.Read(json))),
        new("gpt_neox", json => GptNeoX.GptNeoX.Recipe(GptNeoXConfig.Read(json))) { Gguf = new("gptneox", file => GptNeoX.GptNeoX.Recipe(GptNeoXConfig.Read(file)), GgufNames.GptNeoX) },
        new("llama", json => Llama.Llama.Recipe(LlamaConfig.Read(json))) { Gguf = new("llama", file => Llama.Llama.Recipe(LlamaConfig.Read(file)), GgufNames.Llama) },
    ]);

    /// <summary>All architectures, in the order in which they were added.</summary>
    public ImmutableArray<Architecture> All { get; }

    /// <summary>These architectures and one more.</summary>
    /// <param name="architecture">Its model_type must be new.</param>
    /// <exception cref="ArgumentException">There is an architecture of that model_type.</exception>
    public ArchitectureRegistry With(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        if (All.Any(known => known.ModelType == architecture.ModelType))
            throw new ArgumentException($"There is an architecture of model_type '{architecture.ModelType}' already: give yours another, in its folder's config.json too.", nameof(architecture));
        return new ArchitectureRegistry(All.Add(architecture));
    }

    /// <exception cref="InvalidDataException">None of this name.</exception>
    internal Architecture OfModelType(string modelType, string where) =>
        All.FirstOrDefault(known => known.ModelType == modelType)
        ?? throw new InvalidDataException(
            $"{where}: model_type is '{modelType}', expected one of {Listed(All.Select(known => known.ModelType))}, the registered architectures. One of your own is registered with "
            + $"{nameof(PretrainedOptions)}.{nameof(PretrainedOptions.Architectures)} = {nameof(ArchitectureRegistry)}.{nameof(Default)}.{nameof(With)}(new {nameof(Architecture)}(\"{modelType}\", …)): see docs/own-architecture.md.");

    /// <exception cref="InvalidDataException">None of this name.</exception>
    internal GgufArchitecture OfGguf(string name, string where)
    {
        var known = All.Select(architecture => architecture.Gguf).OfType<GgufArchitecture>().ToArray();
        return Array.Find(known, architecture => architecture.Name == name)
            ?? throw new InvalidDataException($"{where}: general.architecture is '{name}', expected one of {Listed(known.Select(architecture => architecture.Name))}: this library reads no other GGUF files. An architecture of your own is read from its Hugging Face folder.");
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
