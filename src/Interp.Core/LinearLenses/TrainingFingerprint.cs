using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>What a training is of, as a hash.</summary>
internal static class TrainingFingerprint
{
    public static string Of(HookedTransformer model, IReadOnlyList<IMarkedTokens> texts, TunedLensOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(string.Create(CultureInfo.InvariantCulture, $"{options.Seed} {options.Steps} {options.BatchTokens} {options.LearningRate:R} {options.WeightDecay:R} {options.HeldOut:R} {options.Positions}"));
        Add($"{model.Info} {model.Dtype}");
        AddNumbers(model.FinalNorm.Gain);
        using var row = model.Unembedding.Weight[0];
        AddNumbers(row);
        foreach (var text in texts)
            Add(string.Join(' ', text.Tokens));
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));

        // Enough to tell weights apart; all of them would take as long as a step.
        void AddNumbers(Tensor weight)
        {
            using var scope = NewDisposeScope();
            hash.AppendData(weight.detach().to(float32).cpu().contiguous().bytes);
        }
    }
}
