using Interp.Core.Batches;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Attribution;

/// <summary>Differences of two logits as directions, one for each prompt of a batch, in float32 at least.</summary>
/// <param name="model">The model.</param>
/// <param name="pairs">For each prompt of the set its pair.</param>
internal sealed class LogitDirections(HookedTransformer model, IReadOnlyList<TokenPair> pairs)
{
    /// <summary>float64 for a model of that, else float32.</summary>
    public ScalarType Dtype { get; } = model.Dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <exception cref="ArgumentException">Not one pair a prompt, or a token that the model does not have.</exception>
    public void Check(int prompts)
    {
        if (pairs.Count != prompts)
            throw new ArgumentException($"There are {pairs.Count} pairs of tokens for {prompts} prompts; expected one for each.");
        foreach (var token in pairs.SelectMany(pair => new[] { pair.Plus, pair.Minus }))
        {
            if ((uint)token >= (uint)model.Info.DVocab)
                throw new ArgumentException($"A pair names token {token}; the model's vocabulary has {model.Info.DVocab} rows.");
        }
    }

    /// <summary>Difference of the two tokens' rows of the unembedding, [batch, d_model].</summary>
    public Tensor AfterNorm(Batch batch)
    {
        using var scope = NewDisposeScope();
        return (Rows(batch, pair => pair.Plus) - Rows(batch, pair => pair.Minus)).MoveToOuterDisposeScope();

        Tensor Rows(Batch rows, Func<TokenPair, int> of) => model.Unembedding.Weight.index_select(0, Tokens(rows, of)).to(Dtype);
    }

    /// <summary>The same in the stream before the final norm, whose scale is yet to divide: [batch, d_model].</summary>
    public Tensor BeforeNorm(Batch batch)
    {
        using var scope = NewDisposeScope();
        return model.FinalNorm.Pullback(AfterNorm(batch)).MoveToOuterDisposeScope();
    }

    /// <summary>What each head of a block adds along directions of the stream, through the norm behind attention where there is one: [batch, head].</summary>
    /// <param name="z">[batch, head, d_head]</param>
    /// <param name="directions">[batch, d_model]</param>
    /// <param name="layer">The block.</param>
    public Tensor OfHeads(Tensor z, Tensor directions, int layer)
    {
        using var scope = NewDisposeScope();
        var back = matmul(BeforeAttentionOut(directions.On(z.device), z, layer), model.AttentionOutput(layer).Weight.to(Dtype)).view(z.shape); // [batch, head, d_head]
        return (z.to(Dtype) * back).sum(-1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Directions of the stream as directions of what attention's projection gives: the same where no norm stands behind it;
    /// else gained, and divided by the scale that this norm has on the whole output.
    /// </summary>
    /// <param name="directions">[batch, d_model]</param>
    /// <param name="z">[batch, head, d_head]</param>
    /// <param name="layer">The block.</param>
    /// <returns>[batch, d_model]</returns>
    public Tensor BeforeAttentionOut(Tensor directions, Tensor z, int layer)
    {
        if (model.AttentionOutNorm(layer) is not { } norm)
            return directions.On(z.device);
        using var scope = NewDisposeScope();
        var (weight, bias) = model.AttentionOutput(layer);
        var output = nn.functional.linear(z.flatten(1), weight.to(z.dtype), bias).to(Dtype); // [batch, d_model]
        return (norm.Pullback(directions.On(z.device)) / norm.ScaleOf(output)).MoveToOuterDisposeScope();
    }

    /// <summary>Difference of the two logits' biases, [batch].</summary>
    public Tensor OfBias(Batch batch)
    {
        using var scope = NewDisposeScope();
        return (model.Unembedding.Bias is { } bias
            ? bias.index_select(0, Tokens(batch, pair => pair.Plus)).to(Dtype) - bias.index_select(0, Tokens(batch, pair => pair.Minus)).to(Dtype)
            : zeros(batch.Size, dtype: Dtype, device: model.LastDevice)).MoveToOuterDisposeScope();
    }

    /// <summary>The difference of the model's own logits, before a soft cap, [batch].</summary>
    /// <param name="stream">[batch, d_model], the last state.</param>
    /// <param name="batch">Its prompts.</param>
    public Tensor OfLogits(Tensor stream, Batch batch)
    {
        using var scope = NewDisposeScope();
        var normalized = model.FinalNorm.Apply(stream.On(model.LastDevice));
        var unembedding = model.Unembedding.WithoutCap;
        return (unembedding.LogitsOfEach(normalized, Tokens(batch, pair => pair.Plus)) - unembedding.LogitsOfEach(normalized, Tokens(batch, pair => pair.Minus))).MoveToOuterDisposeScope();
    }

    /// <summary>The scale that the final norm divides a stream by, [batch].</summary>
    /// <param name="stream">[batch, d_model]</param>
    public Tensor Scale(Tensor stream)
    {
        using var scope = NewDisposeScope();
        return model.FinalNorm.ScaleOf(stream.On(model.LastDevice).to(Dtype)).squeeze(-1).MoveToOuterDisposeScope();
    }

    public static double[] Numbers(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to(float64).cpu().contiguous().data<double>().ToArray();
    }

    private Tensor Tokens(Batch batch, Func<TokenPair, int> of) => tensor(batch.Members.Select(prompt => (long)of(pairs[prompt])).ToArray(), device: model.LastDevice);
}
