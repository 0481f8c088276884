using System.Security.Cryptography;
using System.Text;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Lenses;

/// <summary>
/// The hash by which tuned-lens folders name the weights that they were made for (<c>Unembed.unembedding_hash</c> of the
/// tuned-lens package): SHA-256 of the unembedding as numpy prints it. It is of a few numbers only, with one or two digits.
/// </summary>
public static class UnembeddingHash
{
    /// <summary>The hash of a model's unembedding, in small hexadecimal digits.</summary>
    /// <param name="model">The model, best in float32: rounding to bfloat16 may change digits.</param>
    /// <exception cref="ArgumentException">The unembedding has numbers that are not finite.</exception>
    public static string Of(HookedTransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(model.OuterWeights.Single(weight => weight.Name == "unembed.weight").Tensor);
    }

    /// <summary>The hash of a matrix.</summary>
    /// <param name="weight">[d_vocab, d_model]</param>
    internal static string Of(Tensor weight)
    {
        var text = MatrixText.Of((int)weight.shape[0], (int)weight.shape[1], (row, column) =>
        {
            using var scope = NewDisposeScope();
            var number = weight[row, column].to(float64).item<double>();
            return double.IsFinite(number) ? number : throw new ArgumentException($"The unembedding has {number} at row {row}, column {column}.", nameof(weight));
        });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
