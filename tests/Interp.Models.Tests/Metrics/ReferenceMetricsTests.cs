using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Interp.Core;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
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

    /// <summary>Each model that the authors' code knows, under each of its ablations.</summary>
    public static TheoryData<string, string> PublishedCases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var name in Cases.Where(row => (string)row[1] == "published").Select(row => (string)row[0]))
            {
                cases.Add(name, "attention_ablated");
                cases.Add(name, "mlp_ablated");
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
        Compare(reading, CalibratedAccuracy.Of(reading), kind => reading.Prompts.Prompts(kind).Select(prompt => prompt.Classes), stored, version, "cal_correct_over_incorrect");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void PermutedScore_MeansAndBounds_AreTheReference(string name, string version)
    {
        using var stored = Open(name);
        var reading = Read(name, version, stored);
        Compare(reading, PermutedScore.Of(reading), _ => reading.Prompts.Prompts(PromptKind.False).Select(prompt => prompt.Shown), stored, version, "cal_permute");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void UncalibratedMeasures_MeansAndBounds_AreTheReference(string name, string version)
    {
        using var stored = Open(name);
        CompareUncalibrated(stored, version, Read(name, version, stored));
    }

    /// <summary>The late blocks' attention or MLPs ablated at the last pre-label token, as published.</summary>
    [Theory]
    [MemberData(nameof(PublishedCases))]
    public void AblatedMeasures_MeansAndBounds_AreTheReference(string name, string ablated)
    {
        using var stored = Open(name);
        var reading = Read(name, "published", stored, (model, late) => ablated == "attention_ablated"
            ? Ablation.OfAttentions(late, Positions.LastPreLabel)
            : Ablation.OfMlps(late, Positions.LastPreLabel));
        var version = $"published.{ablated}";
        Compare(reading, CalibratedAccuracy.Of(reading), kind => reading.Prompts.Prompts(kind).Select(prompt => prompt.Classes), stored, version, "cal_correct_over_incorrect");
        Compare(reading, PermutedScore.Of(reading), _ => reading.Prompts.Prompts(PromptKind.False).Select(prompt => prompt.Shown), stored, version, "cal_permute");
        CompareUncalibrated(stored, version, reading);
    }

    private static void CompareUncalibrated(Checkpoint stored, string version, LensReading reading)
    {
        var compared = 0;
        Check("label_space_probs", reading.Scores.Select((_, scores) => LabelSpaceProbability.Of(scores)));
        Check("correct_over_incorrect", UncalibratedAccuracy.Of(reading));
        Check("top_1_acc", Top1Accuracy.Of(reading));
        Check("top_num_labels_match", reading.Scores.Select((_, scores) => TopLabelsMatch.Of(scores)));
        compared.Should().Be(version == "correct" ? 1 : 4);

        void Check(string metric, ByKind<PromptScores> found)
        {
            if (!stored.Entries.ContainsKey($"{version}.{metric}.mean"))
                return;
            compared++;
            var (means, uppers) = (Numbers(stored, $"{version}.{metric}.mean"), Numbers(stored, $"{version}.{metric}.upper"));
            var at = 0;
            foreach (var kind in Enum.GetValues<PromptKind>())
                foreach (var state in found[kind].States)
                    foreach (var demonstration in found[kind].Demonstrations)
                    {
                        var interval = NormalInterval.Of(found[kind].At(state, demonstration));
                        interval.Estimate.Should().BeApproximately(means[at], 1e-5, $"{metric}, {kind}, state {state}, demonstration {demonstration}");
                        interval.Upper.Should().BeApproximately(uppers[at++], 1e-5, $"{metric}, {kind}, state {state}, demonstration {demonstration}");
                    }

            at.Should().Be(means.Length);
        }
    }

    /// <summary>Means must be equal but for prompts whose share stands on its threshold: there two float32 runs may differ.</summary>
    private static void Compare(LensReading reading, ByKind<PromptScores> found, Func<PromptKind, IEnumerable<ImmutableArray<int>>> labels, Checkpoint stored, string version, string metric)
    {
        var (means, uppers) = (Numbers(stored, $"{version}.{metric}.mean"), Numbers(stored, $"{version}.{metric}.upper")); // [kind, state, position]
        var (at, exact, moved) = (0, 0, 0);
        foreach (var kind in Enum.GetValues<PromptKind>())
        {
            var scores = found[kind];
            var lookedAt = labels(kind).ToArray();
            for (var layer = 0; layer < scores.States.Length; layer++)
                for (var position = 0; position < scores.Demonstrations.Length; position++, at++)
                {
                    double Share(int prompt, int label) => version == "correct"
                        ? Math.Exp(reading.Scores[kind].LogShare(prompt, layer, position, label))
                        : reading.Scores[kind].PublishedShare(prompt, layer, position, label);
                    var thresholds = Enumerable.Range(0, Labels).Select(label => Quantile.Of([.. Enumerable.Range(0, Count).Select(prompt => Share(prompt, label)).Order()], Labels - 1, Labels)).ToArray();
                    var undecided = Enumerable.Range(0, Count).Count(prompt => IsUndecided(Share(prompt, lookedAt[prompt][position]), thresholds[lookedAt[prompt][position]]));
                    scores.MeanAt(layer, position).Should().BeApproximately(means[at], undecided / (double)Count + 1e-6, $"{kind}, state {layer}, position {position}");
                    moved += Math.Abs(scores.MeanAt(layer, position) - means[at]) > 1e-6 ? 1 : 0;
                    if (undecided > 0)
                        continue;
                    NormalInterval.Of(scores.At(layer, position)).Upper.Should().BeApproximately(uppers[at], 1e-6);
                    exact++;
                }
        }

        at.Should().Be(means.Length);
        exact.Should().BeGreaterThan(means.Length / 2, "most places have nothing undecided");
        moved.Should().BeLessThanOrEqualTo(means.Length / 200, "hardly any share stands on its threshold");
    }

    /// <summary>A share moves by share x (1 - share) times what the logits move.</summary>
    private static bool IsUndecided(double share, double threshold) =>
        Math.Abs(share - threshold) < 1e-6 + Reference.Tolerance * share * (1 - share);

    private static Protocol ProtocolOf(string version) => version == "published" ? Protocol.Published : Protocol.Corrected;

    private static SafetensorsFile Open(string name) => SafetensorsFile.Open(Path.Combine(Reference.Folder("metrics"), $"{name}.safetensors"));

    private static LensReading Read(string name, string version, Checkpoint stored, Func<HookedTransformer, int[], Ablation>? ablate = null)
    {
        using var model = Pretrained.Load(Reference.Model(name), PretrainedOptions.Default with { WithTokenizer = false });
        var protocol = ProtocolOf(version);
        int[] late = [.. JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Reference.Folder("metrics"), $"{name}.json")))!["late_blocks"]!.AsArray().Select(block => (int)block!)];
        using var scope = AblationScope.Apply(model, ablate?.Invoke(model, late) ?? Ablation.None, protocol: protocol);
        return LogitLens.Read(model, ReferencePrompts.Of(name, stored, protocol), new LensOptions { FullVocabulary = true }, new SweepOptions { BatchTokens = 300 });
    }

    private static float[] Numbers(Checkpoint stored, string name)
    {
        using var numbers = stored.Read(name);
        return numbers.data<float>().ToArray();
    }
}
