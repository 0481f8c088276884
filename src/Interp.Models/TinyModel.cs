using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Models.Architectures;

namespace Interp.Models;

/// <summary>
/// Models of a few thousand random weights, made in a moment without any file: for unit tests of code that takes a model.
/// </summary>
/// <remarks>
/// They are built by the recipes that build real models and differ from them in their sizes alone. Equal options give
/// equal weights on every machine, and the weights are large enough that a mistake in any part changes the logits. What
/// such a model predicts means nothing.
/// </remarks>
public static class TinyModel
{
    /// <summary>Rows of real embeddings are padded too, so that a model has more of them than its tokenizer has tokens.</summary>
    private const int RowsMultiple = 64;

    /// <summary>A tiny GPT-2. The caller owns it.</summary>
    /// <param name="seed">Which weights.</param>
    public static HookedTransformer Gpt2(ulong seed = 0) => Create(TinyArchitecture.Gpt2, seed);

    /// <summary>A tiny GPT-J. The caller owns it.</summary>
    /// <param name="seed">Which weights.</param>
    public static HookedTransformer GptJ(ulong seed = 0) => Create(TinyArchitecture.GptJ, seed);

    /// <summary>A tiny GPT-NeoX. The caller owns it.</summary>
    /// <param name="seed">Which weights.</param>
    public static HookedTransformer GptNeoX(ulong seed = 0) => Create(TinyArchitecture.GptNeoX, seed);

    /// <summary>A tiny Llama. The caller owns it.</summary>
    /// <param name="seed">Which weights.</param>
    public static HookedTransformer Llama(ulong seed = 0) => Create(TinyArchitecture.Llama, seed);

    /// <summary>A tiny model with a tokenizer of its own (<see cref="TinyTokenizer"/>).</summary>
    /// <param name="architecture">Which parts it is made of.</param>
    /// <param name="sizes">Its sizes and seed; null for <see cref="TinyOptions.Default"/>.</param>
    /// <param name="options">Dtype, device, and whether it has its tokenizer; null for <see cref="PretrainedOptions.Default"/>.</param>
    /// <returns>The model; the caller owns it.</returns>
    /// <exception cref="ArgumentException">Sizes that make no transformer, or a dtype in which none runs.</exception>
    public static HookedTransformer Create(TinyArchitecture architecture, TinyOptions? sizes = null, PretrainedOptions? options = null)
    {
        sizes ??= TinyOptions.Default;
        options ??= PretrainedOptions.Default;
        sizes.Check(architecture);
        options.Check();

        var tokenizer = Tokenizer(architecture, sizes);
        var rows = (tokenizer.VocabularySize + RowsMultiple - 1) / RowsMultiple * RowsMultiple;
        var recipe = TinyRecipes.Of(architecture, sizes, rows);
        return ModelBuilder.Build(recipe, new RandomWeights(sizes.Seed), options.WithTokenizer ? options.Tokenizer ?? tokenizer : null, options);
    }

    private static HookedTransformer Create(TinyArchitecture architecture, ulong seed) =>
        Create(architecture, TinyOptions.Default with { Seed = seed });

    /// <summary>As in the real families, Llama alone expects a token before every text.</summary>
    private static ITokenizer Tokenizer(TinyArchitecture architecture, TinyOptions sizes) =>
        TinyTokenizer.Create(sizes.Words, addsBeginningOfSequence: architecture == TinyArchitecture.Llama);
}
