using Interp.Core.Tokens;
using Interp.Models.Checkpoints;

namespace Interp.Models.Tokenizers;

/// <summary>The tokenizer of a model folder, which may have none but must not lose one in silence.</summary>
internal static class FolderTokenizer
{
    private static readonly string[] Readable = ["tokenizer.json", "vocab.json", "merges.txt"];

    // Each says that there is a tokenizer somewhere, and is none.
    private static readonly string[] Traces = ["tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];

    /// <summary>The tokenizer; null where no file of the folder speaks of one.</summary>
    /// <exception cref="FileNotFoundException">There are traces of a tokenizer that cannot be read from them.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or asks for what is not implemented.</exception>
    public static ITokenizer? Read(string folder)
    {
        if (Readable.Any(name => WeightSets.IsThere(Path.Combine(folder, name))))
            return PretrainedTokenizer.FromFolder(folder);
        if (Traces.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) is not { } trace)
            return null;

        var json = Path.Combine(folder, Readable[0]);
        throw new FileNotFoundException(
            $"{json} is missing, though {trace} says that the model has a tokenizer. Fetch tokenizer.json, or save the tokenizer once with Hugging Face transformers, which writes it; "
            + $"or load with {nameof(PretrainedOptions.WithTokenizer)} = false.", json);
    }
}
