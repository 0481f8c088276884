using Interp.Datasets;

namespace Interp.Samples.Shared.Paper;

/// <summary>Models and datasets as people write them.</summary>
public static class PaperTitles
{
    private static readonly Dictionary<string, string> Models = new()
    {
        ["gpt2"] = "GPT2",
        ["gpt2_medium"] = "GPT2-Medium",
        ["gpt2_large"] = "GPT2-Large",
        ["gpt2_xl"] = "GPT2-XL",
        ["gpt_j"] = "GPT-J",
        ["gpt_neox_20B"] = "GPT-NeoX-20B",
        ["pythia_410M"] = "Pythia-410M",
        ["pythia_2p8B"] = "Pythia-2.8B",
        ["pythia_6p9B"] = "Pythia-6.9B",
        ["pythia_12B"] = "Pythia-12B",
        ["llama2_7b"] = "Llama2-7B",
    };

    /// <summary>The model "gpt_j" is GPT-J; other names stand as they are.</summary>
    /// <param name="model">As in results.</param>
    public static string OfModel(string model) => Models.GetValueOrDefault(model, model);

    /// <summary>The dataset "sst2" is SST-2; one that is not known stands as it is.</summary>
    /// <param name="dataset">Its key.</param>
    public static string OfDataset(string dataset) => BenchmarkRegistry.Paper.All.FirstOrDefault(benchmark => benchmark.Key == dataset)?.Title ?? dataset;
}
