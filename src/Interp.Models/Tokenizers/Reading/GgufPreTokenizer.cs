using System.Collections.Immutable;
using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers.Text;
using Interp.Models.Tokenizers.Words;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>What the name in <c>tokenizer.ggml.pre</c> stands for (llama.cpp, <c>llama-vocab.cpp</c>).</summary>
internal sealed record GgufPreTokenizer
{
    /// <summary>Rewritings of the text; GGUF files do not carry them, the model's own tokenizer has them.</summary>
    public ImmutableArray<TextStep> Normalizer { get; private init; } = [];

    /// <summary>Cuts into words.</summary>
    public required ImmutableArray<WordScanner> Scanners { get; init; }

    /// <summary>Whether a word that is a token is not merged from its bytes.</summary>
    public bool WholeWordsFirst { get; private init; }

    /// <summary>Whether texts begin with the beginning-of-sequence token where the file is silent.</summary>
    public bool AddsBeginningOfSequence { get; private init; }

    /// <summary>The pre-tokenizer of a name.</summary>
    /// <exception cref="InvalidDataException">The name is absent or not known.</exception>
    public static GgufPreTokenizer Named(string? name, string source) => name switch
    {
        "gpt-2" or "phi-2" => new() { Scanners = [new Gpt2Words()] },
        "olmo" or "mpt" => new() { Scanners = [new Gpt2Words()], Normalizer = [new NormalFormC()] },
        "smollm" or "starcoder" or "refact" or "command-r" or "codeshell"
            => new() { Scanners = [new Digits(one: true), new Gpt2Words()] },
        "llama-bpe" or "llama3" or "llama-v3"
            => new() { Scanners = [new Cl100kWords(digits: 3)], WholeWordsFirst = true, AddsBeginningOfSequence = true },
        "qwen2" => new() { Scanners = [new Cl100kWords(digits: 1)], Normalizer = [new NormalFormC()] },
        null => throw Malformed.Data(
            $"{source}: tokenizer.ggml.pre is missing, so how text is cut into words is not known. "
            + "Convert the model again with a present-day converter."),
        _ => throw Malformed.Data(
            $"{source}: tokenizer.ggml.pre: '{name}' is not implemented; known are gpt-2, phi-2, olmo, mpt, smollm, starcoder, "
            + "refact, command-r, codeshell, llama-bpe, llama3, llama-v3, qwen2."),
    };
}
