using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.LinearLenses;

/// <summary>What a training is of, as a hash.</summary>
internal static class TrainingFingerprint
{
    public static string Of(HookedTransformer model, IReadOnlyList<IMarkedTokens> texts, TunedLensOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(string.Create(CultureInfo.InvariantCulture, $"{options.Seed} {options.Steps} {options.BatchTokens} {options.LearningRate:R} {options.WeightDecay:R} {options.HeldOut:R} {options.Positions}"));
        Add($"{model.Info} {model.Dtype}");
        foreach (var text in texts)
            Add(string.Join(' ', text.Tokens));
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
    }
}
