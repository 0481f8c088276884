using System.Collections.Immutable;
using Interp.Models.Architectures.Gpt2;
using Interp.Models.Architectures.GptJ;
using Interp.Models.Architectures.GptNeoX;
using Interp.Models.Architectures.Llama;
using Interp.Models.Architectures.Phi;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;

namespace Interp.Models.Architectures;

/// <summary>The architectures a load knows. Immutable: adding gives a new list.</summary>
public sealed class ArchitectureRegistry
{
    private ArchitectureRegistry(ImmutableArray<Architecture> all) => All = all;

    /// <summary>GPT-2, GPT-J, GPT-NeoX, Phi, and Llama with its descendants.</summary>
    public static ArchitectureRegistry Default { get; } = new(
    [
        new("gpt2", json => Gpt2.Gpt2.Recipe(Gpt2Config.Read(json))) { Classes = ["GPT2LMHeadModel"], Gguf = new("gpt2", file => Gpt2.Gpt2.Recipe(Gpt2Config.Read(file)), GgufNames.Gpt2) },
        new("gptj", json => GptJ.GptJ.Recipe(GptJConfig.Read(json))) { Classes = ["GPTJForCausalLM"] },
        new("gpt_neox", json => GptNeoX.GptNeoX.Recipe(GptNeoXConfig.Read(json))) { Classes = ["GPTNeoXForCausalLM"], Gguf = new("gptneox", file => GptNeoX.GptNeoX.Recipe(GptNeoXConfig.Read(file)), GgufNames.GptNeoX) },
        new("phi", json => Phi.Phi.Recipe(PhiConfig.Read(json))) { Classes = ["PhiForCausalLM"], Gguf = new("phi2", file => Phi.Phi.Recipe(PhiConfig.Read(file)), GgufNames.Phi) },
        .. LlamaKinds.All.Select(kind => kind.ToArchitecture()),
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

    /// <summary>The architecture of a config: by its model_type, or where it has none by the class in its <c>architectures</c>.</summary>
    /// <exception cref="InvalidDataException">None of this name, or the two name different ones.</exception>
    internal Architecture Of(ConfigReader config)
    {
        var classes = config.FindStrings("architectures") ?? [];
        if (config.FindString("model_type") is not { } modelType)
        {
            return classes.Select(OfClass).OfType<Architecture>().FirstOrDefault() ?? throw Malformed.File(
                config.Where, classes.Count == 0
                    ? "model_type is missing, and so is architectures: nothing says what the model is"
                    : $"model_type is missing, and architectures names {Listed(classes)}, expected one of {Listed(All.SelectMany(known => known.Classes))}");
        }

        var found = OfModelType(modelType, config.Where);
        var other = found.Classes.IsEmpty ? null : classes.FirstOrDefault(name => OfClass(name) is { } known && known != found);
        return other is null ? found : throw Malformed.File(
            config.Where, $"model_type is '{modelType}', but architectures names {Malformed.Quote(other)}, which is another architecture; correct the one that is wrong, or name it in {nameof(PretrainedOptions)}.{nameof(PretrainedOptions.IgnoredKeys)}");
    }

    private Architecture? OfClass(string name) => All.FirstOrDefault(known => known.Classes.Contains(name));

    private Architecture OfModelType(string modelType, string where) =>
        All.FirstOrDefault(known => known.ModelType == modelType)
        ?? throw Malformed.File(
            where, $"model_type is {Malformed.Quote(modelType)}, expected one of {Listed(All.Select(known => known.ModelType))}, the registered architectures. One of your own is registered with "
            + $"{nameof(PretrainedOptions)}.{nameof(PretrainedOptions.Architectures)} = {nameof(ArchitectureRegistry)}.{nameof(Default)}.{nameof(With)}(new {nameof(Architecture)}(\"{Malformed.Cut(modelType)}\", …)): see docs/own-architecture.md");

    /// <exception cref="InvalidDataException">None of this name.</exception>
    internal GgufArchitecture OfGguf(GgufFile file)
    {
        var (name, where) = (file.Architecture, file.Path);
        if (file.Metadata.FindString("general.type") is { } type and not "model")
            throw Malformed.File(where, $"general.type is {Malformed.Quote(type)}, expected 'model': the file holds no whole model. Adapters are merged into theirs with llama.cpp's export-lora");
        var known = All.Select(architecture => architecture.Gguf).OfType<GgufArchitecture>().ToArray();
        return Array.Find(known, architecture => architecture.Name == name)
            ?? throw Malformed.File(where, $"general.architecture is {Malformed.Quote(name)}, expected one of {Listed(known.Select(architecture => architecture.Name))}: this library reads no other GGUF files. An architecture of your own is read from its Hugging Face folder");
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(Malformed.Quote));
}
