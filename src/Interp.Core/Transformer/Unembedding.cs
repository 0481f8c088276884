using Interp.Core.Hooks;
using Interp.Core.Products;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>From the normalised stream to logits. Owns its weights; a tied weight is the embedding's own tensor.</summary>
public sealed class Unembedding
{
    /// <summary>Logits at a time, 8 MiB in float32, which stay in a cache while they are read; but no fewer words than make a product worth its while.</summary>
    private const int ChunkLogits = 2 << 20;
    private const int LeastWords = 1024;

    private readonly Linear _linear;

    /// <summary>Takes over the weights.</summary>
    /// <param name="weight">[d_vocab, d_model]</param>
    /// <param name="bias">[d_vocab], or null.</param>
    public Unembedding(Tensor weight, Tensor? bias) => _linear = new Linear(weight, bias);

    /// <summary>Soft cap: logits x become c tanh(x / c), everywhere; null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No positive number.</exception>
    public double? Cap { get; init => field = SoftCap.Checked(value, nameof(Cap)); }

    /// <summary>Which way the product takes; the model's.</summary>
    internal ProductRoutes Routes { get; set; } = ProductRoutes.Plain;

    internal int DVocab => _linear.Out;

    internal int DModel => _linear.In;

    /// <summary>[d_vocab, d_model]</summary>
    internal Tensor Weight => _linear.Weight;

    /// <summary>[d_vocab], or null.</summary>
    internal Tensor? Bias => _linear.Bias;

    /// <summary>The same map without its bias; shares the weight, which stays this one's.</summary>
    internal Unembedding WithoutBias => new(_linear.Weight, bias: null) { Cap = Cap, Routes = Routes };

    /// <summary>The same map without its soft cap: what the parts of a stream add up to. Shares the weights, which stay this one's.</summary>
    internal Unembedding WithoutCap => new(_linear.Weight, _linear.Bias) { Routes = Routes };

    /// <summary>Logits of the whole vocabulary.</summary>
    /// <param name="normalized">[..., d_model], output of the final norm.</param>
    /// <returns>[..., d_vocab]; the caller owns it.</returns>
    public Tensor Logits(Tensor normalized)
    {
        ArgumentNullException.ThrowIfNull(normalized);
        ShapeGuard.LastAxis(normalized, DModel, nameof(normalized), "d_model");
        return Capped(_linear.Forward(normalized, Routes));
    }

    /// <summary>Logits of a few tokens.</summary>
    /// <remarks>
    /// Computed row by row in one fixed order of summation, so that equal inputs give equal logits wherever they stand in
    /// the batch: ties stay ties, which a matrix product does not promise. Half precision is widened to float32 first, so
    /// that rounding makes no ties either.
    /// </remarks>
    /// <param name="normalized">[row, d_model], output of the final norm.</param>
    /// <param name="tokens">The tokens, in the order wanted.</param>
    /// <returns>[row, token], float32 or float64; the caller owns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A token outside the vocabulary.</exception>
    public Tensor LogitsOf(Tensor normalized, IReadOnlyList<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(normalized);
        ArgumentNullException.ThrowIfNull(tokens);
        ShapeGuard.Rank(normalized, 2, nameof(normalized), "row d_model");
        ShapeGuard.LastAxis(normalized, DModel, nameof(normalized), "d_model");
        if (tokens.Count == 0)
            throw new ArgumentException("No token was named.", nameof(tokens));
        foreach (var token in tokens)
        {
            if (token < 0 || token >= DVocab)
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"The model's vocabulary has {DVocab} rows.");
        }

        using var scope = NewDisposeScope();
        var wide = normalized.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var rows = normalized.to(wide);
        var columns = tokens.Select(token =>
        {
            var logit = (rows * _linear.Weight[token].to(wide)).sum(-1); // [row]
            return _linear.Bias is { } bias ? logit.Plus(bias[token].to(wide)) : logit;
        });
        return Capped(stack(columns, dim: 1)).MoveToOuterDisposeScope(); // [row, token]
    }

    /// <summary>For each row the logit of a token of its own, as <see cref="LogitsOf"/> computes it.</summary>
    /// <param name="normalized">[row, d_model]</param>
    /// <param name="tokens">[row], int64</param>
    /// <returns>[row], float32 or float64.</returns>
    internal Tensor LogitsOfEach(Tensor normalized, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var wide = normalized.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var logits = (normalized.to(wide) * _linear.Weight.index_select(0, tokens).to(wide)).sum(-1); // [row]
        return Capped(_linear.Bias is { } bias ? logits.Plus(bias.index_select(0, tokens).to(wide)) : logits).MoveToOuterDisposeScope();
    }

    /// <summary>Logits of the vocabulary some words at a time, so that little memory is needed.</summary>
    /// <remarks>Half precision is widened to float32 first, as in <see cref="LogitsOf"/>: rounding each logit would move sums.</remarks>
    /// <param name="normalized">[row, d_model], output of the final norm.</param>
    /// <param name="use">Gets the first word of a chunk and its logits, [row, token], which live until it returns.</param>
    internal void ForEachChunk(Tensor normalized, Action<int, Tensor> use)
    {
        ArgumentNullException.ThrowIfNull(normalized);
        ShapeGuard.Rank(normalized, 2, nameof(normalized), "row d_model");
        ShapeGuard.LastAxis(normalized, DModel, nameof(normalized), "d_model");
        using var outer = NewDisposeScope();
        var wide = normalized.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var rows = normalized.to(wide);
        var words = (int)Math.Clamp(ChunkLogits / rows.shape[0], LeastWords, DVocab < LeastWords ? LeastWords : DVocab);
        for (var first = 0; first < DVocab; first += words)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(words, DVocab - first);
            use(first, Capped(Routes.Affine(rows, _linear.Weight.narrow(0, first, count).to(wide), _linear.Bias?.narrow(0, first, count).to(wide))));
        }
    }

    internal Tensor Forward(Tensor normalized, ForwardRun run) =>
        run.At(HookPoint.UnembedOut, Capped(_linear.Forward(run.At(HookPoint.UnembedIn, normalized), run.Routes)));

    internal IEnumerable<NamedWeight> Weights() => _linear.Weights("unembed");

    private Tensor Capped(Tensor logits) => Cap is { } cap ? SoftCap.Of(logits, cap) : logits;
}
