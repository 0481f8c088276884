using System.Collections.Immutable;
using static TorchSharp.torch.ScalarType;
using ScalarType = TorchSharp.torch.ScalarType;

namespace Interp.Models.Hub;

/// <summary>The models of the paper and of its result files, by short names.</summary>
/// <remarks>
/// Each row is the revision that the paper ran. Others are a <c>with</c> away: GPT-J's weights in half the size are
/// <c>model.Repository with { Revision = "float16" }</c>.
/// </remarks>
public static class KnownModels
{
    private const string Whole = "model.safetensors";
    private const string Shards = "model.safetensors.index.json";
    private const string Pickle = "pytorch_model.bin";
    private const string PickleShards = "pytorch_model.bin.index.json";

    /// <summary>All of them: by family, smaller ones first, instruction-tuned ones last.</summary>
    public static ImmutableArray<KnownModel> All { get; } =
    [
        Row("gpt2", "gpt2", "gpt2", Whole, Float32, 12, 1024, 20),
        Row("gpt2-medium", "gpt2-medium", "gpt2_medium", Whole, Float32, 24, 1024, 20),
        Row("gpt2-large", "gpt2-large", "gpt2_large", Whole, Float32, 36, 1024, 20),
        Row("gpt2-xl", "gpt2-xl", "gpt2_xl", Whole, Float32, 48, 1024, 20),
        Row("gpt-j-6b", "EleutherAI/gpt-j-6B", "gpt_j", Pickle, Float32, 28, 2048, 40),
        Row("gpt-neox-20b", "EleutherAI/gpt-neox-20b", "gpt_neox_20B", Shards, Float16, 44, 2048, 40),
        Row("pythia-410m", "EleutherAI/pythia-410m", "pythia_410M", Whole, Float16, 24, 2048, 40),
        Row("pythia-2.8b", "EleutherAI/pythia-2.8b", "pythia_2p8B", Whole, Float16, 32, 2048, 40),
        Row("pythia-6.9b", "EleutherAI/pythia-6.9b", "pythia_6p9B", Shards, Float16, 32, 2048, 40),
        Row("pythia-12b", "EleutherAI/pythia-12b", "pythia_12B", Shards, Float16, 36, 2048, 40),
        Row("llama-2-7b", "NousResearch/Llama-2-7b-hf", "llama2_7b", Shards, Float16, 32, 2048, 40),
        Row("gpt2-instruct", "vicgalle/gpt2-open-instruct-v1", "gpt2_instruct", Pickle, Float32, 12, 1024, 20),
        Row("gpt-j-6b-instruct", "nlpcloud/instruct-gpt-j-fp16", "gpt_j_instruct", Pickle, Float16, 28, 2048, 40),
        Row("gpt-neox-20b-instruct", "jordiclive/instruction-tuned-gpt-neox-20b", "gpt_neox_20B_instruct", PickleShards, Float16, 44, 2048, 40),
        Row("pythia-6.9b-instruct", "allenai/open-instruct-pythia-6.9b-tulu", "pythia_6p9B_instruct", PickleShards, Float16, 32, 2048, 40),
    ];

    /// <summary>The model of a name.</summary>
    /// <param name="name">Short name, key in the paper's result files, or repository id; letter case does not matter.</param>
    /// <returns>The model, or null where the name is not one of theirs.</returns>
    public static KnownModel? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(model =>
            Same(model.Name, name) || Same(model.PaperKey, name) || Same(model.Repository.Id, name));
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // A row of the table has as many cells as the table has columns.
    private static KnownModel Row(
        string name, string repository, string paperKey, string weights, ScalarType stored, int layers, int context, int demonstrations) => new()
        {
            Name = name,
            Repository = new HubRepository(repository),
            PaperKey = paperKey,
            Files = [SnapshotFiles.Config, "tokenizer.json", weights],
            StoredDtype = stored,
            Layers = layers,
            Context = context,
            Demonstrations = demonstrations,
        };
}
