using Interp.Core.Tokens;
using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers.Reading;

namespace Interp.Models.Tokenizers;

/// <summary>Tokenizers of published models, each giving exactly the ids that the model was trained on.</summary>
/// <remarks>
/// <para>
/// Implemented are the byte-pair encodings of GPT-2 and GPT-J, GPT-NeoX and Pythia, Llama 1 and 2 (sentencepiece), Llama 3,
/// Qwen 2 and 3, Gemma 3 and SmolLM2. A file that asks for anything else is refused with the name of what it asks for: a tokenizer that is
/// almost right gives results that are quietly wrong. The reference is the Rust implementation of Hugging Face.
/// </para>
/// <para>
/// Lone surrogates are read as U+FFFD. A byte for which a vocabulary has no token is left out, as in the reference
/// (SmolLM2 lacks six control characters and two planes of unassigned code points). Chat templates are text that stands
/// around a conversation, not part of the encoding; they are not read.
/// </para>
/// </remarks>
public static class PretrainedTokenizer
{
    private const string ConfigFile = "tokenizer_config.json";

    /// <summary>Reads the tokenizer of a model folder: tokenizer.json, or else GPT-2's and GPT-J's pair vocab.json and merges.txt.</summary>
    /// <param name="folder">The folder; its tokenizer_config.json, where there is one, says whether texts begin with a token.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder has no tokenizer.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or asks for what is not implemented.</exception>
    public static ITokenizer FromFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no model folder '{folder}'.");

        string json = Path.Combine(folder, "tokenizer.json");
        if (WeightSets.IsThere(json)) return FromFile(json);

        string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
        if (WeightSets.IsThere(vocabulary) && WeightSets.IsThere(merges)) return FromPair(folder, vocabulary, merges);

        throw new FileNotFoundException(
            $"There is no tokenizer in '{folder}': expected tokenizer.json, or vocab.json and merges.txt. "
            + "Where there is only a tokenizer.model, save the tokenizer once with Hugging Face transformers, which writes tokenizer.json.",
            json);
    }

    /// <summary>Reads a Hugging Face tokenizer.json, and the tokenizer_config.json beside it where there is one.</summary>
    /// <param name="path">The tokenizer.json.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or asks for what is not implemented.</exception>
    public static ITokenizer FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        var config = TokenizerConfig.ReadOrDefault(Path.Combine(Path.GetDirectoryName(path) ?? "", ConfigFile));
        return Checked(InputFile.ReadJson(path, root => TokenizerJsonReader.Read(path, root, config)), path);
    }

    /// <summary>Makes the tokenizer that a GGUF file carries in its tables.</summary>
    /// <param name="tables">The tables, as <see cref="GgufFile.ReadTokenizer"/> gives them.</param>
    /// <exception cref="ArgumentException">A table was never set.</exception>
    /// <exception cref="InvalidDataException">The tables are damaged, or ask for what is not implemented.</exception>
    public static ITokenizer FromGguf(GgufTokenizerTables tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        if (tables.Tokens.IsDefault || tables.TokenTypes.IsDefault || tables.Scores.IsDefault || tables.Merges.IsDefault)
            throw new ArgumentException("A table is the default of its type; an absent table is empty.", nameof(tables));

        return Checked(GgufTokenizerBuilder.Build(tables), tables.Source);
    }

    private static PipelineTokenizer FromPair(string folder, string vocabulary, string merges)
    {
        string added = Path.Combine(folder, "added_tokens.json");
        if (File.Exists(added))
        {
            throw Malformed.Data(
                $"{added}: is not implemented beside vocab.json and merges.txt; "
                + "save the tokenizer once with Hugging Face transformers, which writes tokenizer.json.");
        }

        var config = TokenizerConfig.ReadOrDefault(Path.Combine(folder, ConfigFile));
        Gpt2Pair.Check(folder, config);
        return Checked(Gpt2PairReader.Read(vocabulary, merges, config), vocabulary);
    }

    private static PipelineTokenizer Checked(TokenizerParts parts, string source)
    {
        var tokenizer = new PipelineTokenizer(parts);
        TokenizerCheck.RoundTrips(tokenizer, source);
        return tokenizer;
    }
}
