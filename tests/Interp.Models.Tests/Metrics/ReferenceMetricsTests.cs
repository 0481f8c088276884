using System.Collections.Immutable;
using Interp.Core;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Models.Checkpoints;
using Interp.Models.Tests.Parity;

namespace Interp.Models.Tests.Metrics;

/// <summary>Label probabilities, calibrated accuracy and permuted score, against the authors' code on the reference models.</summary>
public sealed class ReferenceMetricsTests
{
    private const int Count = 24;
    private const int Labels = 3;

    /// <summary>Each model by the definitions, and as published where that code knows the model.</summary>
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var path in Directory.EnumerateFiles(Reference.Folder("metrics"), "*.safetensors").Order())
            {
                using var stored = SafetensorsFile.Open(path);
                foreach (var version in new[] { "correct", "published" }.Where(version => stored.Entries.ContainsKey($"{version}.label_probs")))
                    cases.Add(Path.GetFileNameWithoutExtension(path), version);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lens_LabelProbabilitiesAndShares_AreTheReference(string name, string version)
    {
        using var stored = Open(name);
        var reading = Read(name, version, stored);
        var probabilities = Numbers(stored, $"{version}.label_probs"); // [kind, prompt, state, position, label]
        var shares = Numbers(stored, $"{version}.normalised");
        var at = 0;
        foreach (var kind in Enum.GetValues<PromptKind>())
        {
            var scores = reading.Scores[kind];
            for (var prompt = 0; prompt < Count; prompt++)
                for (var layer = 0; layer < scores.States.Length; layer++)
                    for (var position = 0; position < scores.Demonstrations.Length; position++)
                        for (var label = 0; label < Labels; label++, at++)
                        {
                            Math.Exp(scores.LogProbability(prompt, layer, position, label)).Should().BeApproximately(probabilities[at], Reference.Tolerance);
                            (version == "published" ? scores.PublishedShare(prompt, layer, position, label) : Math.Exp(scores.LogShare(prompt, layer, position, label))).Should().BeApproximately(shares[at], Reference.Tolerance);
                        }
        }

        at.Should().Be(probabilities.Length);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void CalibratedAccuracy_MeansAndBounds_AreTheReference(string name, string version)
    {
        using var stored = Open(name);
        var reading = Read(name, version, stored);
        Compare(stored, version, CalibratedAccuracy.Of(reading), "cal_correct_over_incorrect", kind => reading.Prompts.Prompts(kind).Select(prompt => prompt.Classes));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void PermutedScore_MeansAndBounds_AreTheReference(string name, string version)
    {
        using var stored = Open(name);
        var reading = Read(name, version, stored);
        Compare(stored, version, PermutedScore.Of(reading), "cal_permute", _ => reading.Prompts.Prompts(PromptKind.False).Select(prompt => prompt.Shown));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void LabelSpaceProbability_MeansAndBounds_AreTheReference(string name, string version)
    {
        using var stored = Open(name);
        var reading = Read(name, version, stored);
        var (means, uppers) = (Numbers(stored, $"{version}.label_space_probs.mean"), Numbers(stored, $"{version}.label_space_probs.upper"));
        var at = 0;
        foreach (var kind in Enum.GetValues<PromptKind>())
        {
            var scores = reading.Scores[kind];
            for (var layer = 0; layer < scores.States.Length; layer++)
                for (var position = 0; position < scores.Demonstrations.Length; position++, at++)
                {
                    var interval = NormalInterval.Of([.. Enumerable.Range(0, Count).Select(prompt => Enumerable.Range(0, Labels).Sum(label => Math.Exp(scores.LogProbability(prompt, layer, position, label))))]);
                    interval.Estimate.Should().BeApproximately(means[at], Reference.Tolerance);
                    interval.Upper.Should().BeApproximately(uppers[at], Reference.Tolerance);
                }
        }
    }

    /// <summary>Means must be equal but for prompts whose share stands on its threshold: there two float32 runs may differ.</summary>
    private static void Compare(Checkpoint stored, string version, ByKind<PromptScores> found, string metric, Func<PromptKind, IEnumerable<ImmutableArray<int>>> labels)
    {
        var (means, uppers) = (Numbers(stored, $"{version}.{metric}.mean"), Numbers(stored, $"{version}.{metric}.upper")); // [kind, state, position]
        var shares = Numbers(stored, $"{version}.normalised"); // [kind, prompt, state, position, label]
        var (at, exact) = (0, 0);
        foreach (var kind in Enum.GetValues<PromptKind>())
        {
            var scores = found[kind];
            var lookedAt = labels(kind).ToArray();
            for (var layer = 0; layer < scores.States.Length; layer++)
                for (var position = 0; position < scores.Demonstrations.Length; position++, at++)
                {
                    double Share(int prompt, int label) => shares[((((int)kind * Count + prompt) * scores.States.Length + layer) * scores.Demonstrations.Length + position) * Labels + label];
                    var thresholds = Enumerable.Range(0, Labels).Select(label => Quantile.Of([.. Enumerable.Range(0, Count).Select(prompt => Share(prompt, label)).Order()], Labels - 1, Labels)).ToArray();
                    var undecided = Enumerable.Range(0, Count).Count(prompt => IsUndecided(Share(prompt, lookedAt[prompt][position]), thresholds[lookedAt[prompt][position]]));
                    scores.MeanAt(layer, position).Should().BeApproximately(means[at], undecided / (double)Count + 1e-6, $"{kind}, state {layer}, position {position}");
                    if (undecided > 0)
                        continue;
                    NormalInterval.Of(scores.At(layer, position)).Upper.Should().BeApproximately(uppers[at], 1e-6);
                    exact++;
                }
        }

        at.Should().Be(means.Length);
        exact.Should().BeGreaterThan(means.Length / 2, "most places have nothing undecided");
    }

    /// <summary>A share moves by share x (1 - share) times what the logits move.</summary>
    private static bool IsUndecided(double share, double threshold) =>
        Math.Abs(share - threshold) < 1e-6 + Reference.Tolerance * share * (1 - share);

    private static Protocol ProtocolOf(string version) => version == "published" ? Protocol.Published : Protocol.Corrected;

    private static SafetensorsFile Open(string name) => SafetensorsFile.Open(Path.Combine(Reference.Folder("metrics"), $"{name}.safetensors"));

    private static LensReading Read(string name, string version, Checkpoint stored)
    {
        using var model = Pretrained.Load(Reference.Model(name), PretrainedOptions.Default with { WithTokenizer = false });
        return LogitLens.Read(model, ReferencePrompts.Of(name, stored, ProtocolOf(version)), new LensOptions { FullVocabulary = true }, new SweepOptions { BatchTokens = 300 });
    }

    private static float[] Numbers(Checkpoint stored, string name)
    {
        using var numbers = stored.Read(name);
        return numbers.data<float>().ToArray();
    }
}
