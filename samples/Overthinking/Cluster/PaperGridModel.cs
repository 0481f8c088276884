using Interp.Core.Transformer;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>A model of the paper as its config tells of it.</summary>
/// <param name="Name">Its key in the paper's results.</param>
/// <param name="Prompts">Which prompts it reads: tokenizer and room, as in the file of prompt lengths.</param>
/// <param name="Layers">Blocks.</param>
/// <param name="Heads">Heads a block, each with keys and values of its own.</param>
/// <param name="DHead">Width of a head.</param>
/// <param name="DMlp">Width of the MLP's inner layer.</param>
/// <param name="ContextLength">Most tokens of a prompt.</param>
internal sealed record PaperGridModel(string Name, string Prompts, int Layers, int Heads, int DHead, int DMlp, int ContextLength)
{
    private const int Vocabulary = 50257; // Counts for nothing here.

    /// <summary>The paper's eleven.</summary>
    public static IReadOnlyList<PaperGridModel> All { get; } =
    [
        new("gpt2_xl", "gpt2-1024", 48, 25, 64, 6400, 1024),
        new("gpt_j", "gpt2-2048", 28, 16, 256, 16384, 2048),
        new("gpt_neox_20B", "neox-2048", 44, 64, 96, 24576, 2048),
        new("pythia_410M", "neox-2048", 24, 16, 64, 4096, 2048),
        new("pythia_2p8B", "neox-2048", 32, 32, 80, 10240, 2048),
        new("pythia_6p9B", "neox-2048", 32, 32, 128, 16384, 2048),
        new("pythia_12B", "neox-2048", 36, 40, 128, 20480, 2048),
        new("llama2_7b", "llama-2048", 32, 32, 128, 11008, 2048),
        new("gpt2_instruct", "gpt2-1024", 12, 12, 64, 3072, 1024),
        new("gpt_j_instruct", "gpt2-2048", 28, 16, 256, 16384, 2048),
        new("gpt_neox_20B_instruct", "neox-2048", 44, 64, 96, 24576, 2048),
    ];

    /// <summary>Its sizes.</summary>
    public TransformerInfo Info => new()
    {
        Architecture = Name,
        Layers = Layers,
        DModel = Heads * DHead,
        Heads = Heads,
        KvHeads = Heads,
        DHead = DHead,
        DMlp = DMlp,
        DVocab = Vocabulary,
        ContextLength = ContextLength,
    };
}
