using Interp.Models.Checkpoints;

namespace Interp.Models;

/// <summary>What a model folder must not be.</summary>
internal static class FolderCheck
{
    private const string AdapterConfig = "adapter_config.json";

    /// <summary>A folder of LoRA adapters, alone or laid over a whole model that Python would change by them.</summary>
    /// <exception cref="InvalidDataException">There are adapters.</exception>
    public static void RefuseAdapters(string folder, string configPath)
    {
        if (!File.Exists(Path.Combine(folder, AdapterConfig)))
            return;
        throw Malformed.File(
            folder, File.Exists(configPath)
                ? $"{AdapterConfig} stands beside the model: transformers would lay its LoRA adapters over the weights, which this library does not. Merge them in Python (merge_and_unload()) and save the whole model, or take the adapters out of the folder"
                : $"this is a folder of LoRA adapters ({AdapterConfig}), not a model. Load them over their model in Python, merge_and_unload(), and save the whole model");
    }
}
