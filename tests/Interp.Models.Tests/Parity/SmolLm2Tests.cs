using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

/// <summary>The whole path on a real model and real prompts, against Hugging Face on the dequantised weights.</summary>
[Trait("Category", "Long")]
public sealed class SmolLm2Tests(SmolLm2 smol) : IClassFixture<SmolLm2>
{
    /// <summary>Logits have a scale of 38 here; the reference's own float32 noise is 4e-5.</summary>
    public const double Tolerance = 3e-4;

    public static TheoryData<string> Tasks => ["sst2", "ag_news", "financial_phrasebank"];

    [SkippableTheory]
    [MemberData(nameof(Tasks))]
    public void Tokenizer_EveryPrompt_GivesTheStoredIds(string task)
    {
        SmolLm2.SkipIfAbsent();
        smol.Model.Tokenizer.BeginningOfSequence.Should().BeNull();
        foreach (var (_, prompt) in SmolLm2.Prompts(task))
            smol.Model.Tokenizer.Encode(prompt.Text).Ids.Should().Equal(prompt.Tokens);
    }

    [SkippableTheory]
    [MemberData(nameof(Tasks))]
    public void Logits_LastToken_AreTheReference(string task)
    {
        SmolLm2.SkipIfAbsent();
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(SmolLm2.Reference($"{task}.safetensors"));
        var prompts = SmolLm2.Prompts(task);
        for (var i = 0; i < 4; i++)
        {
            var logits = smol.Model.Logits(Batch.Of(prompts[i].Prompt.Tokens))[0]; // [pos, d_vocab]
            Reference.Difference(logits[-1], expected.Read($"prompt{i}.last_logits")).Should().BeLessThan(Tolerance, $"prompt {i}");

            using var ids = tensor(prompts[i].Prompt.Tokens.Select(id => (long)id).ToArray());
            var next = -logits.narrow(0, 0, ids.shape[0] - 1).log_softmax(-1).gather(1, ids.narrow(0, 1, ids.shape[0] - 1).unsqueeze(1)).squeeze(1);
            Reference.Difference(next, expected.Read($"prompt{i}.token_nll").narrow(0, -next.shape[0], next.shape[0])).Should().BeLessThan(Tolerance, $"prompt {i}");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Tasks))]
    public void Lens_EveryLayerAndPosition_IsTheReference(string task)
    {
        SmolLm2.SkipIfAbsent();
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(SmolLm2.Reference($"{task}.safetensors"));
        var labelTokens = expected.Read("label_first_token").data<long>().ToArray().Select(id => (int)id).ToArray();
        var logProbs = expected.Read("label_log_probs");                   // [kind, prompt, state, position, label]
        var accuracies = expected.Read("calibrated_accuracy");             // [kind, state, position]
        var permuted = expected.Read("permuted_score_at_shown_label");     // [kind, state, position]
        var stored = SmolLm2.Prompts(task);
        var falsePrompts = stored.Where(line => line.Kind == PromptKind.False).Select(line => line.Prompt).ToArray();

        foreach (var kind in Enum.GetValues<PromptKind>())
        {
            var prompts = stored.Where(line => line.Kind == kind).Select(line => line.Prompt).ToArray();
            var scores = LogitLens.Read(smol.Model, prompts, labelTokens, LensOptions.Default with { FullVocabulary = true });
            LargestDifference(scores, logProbs[(int)kind]).Should().BeLessThan(Tolerance, $"{kind}");

            var accuracy = CalibratedAccuracy.Of(scores, prompts);
            MeanDifference(accuracy, accuracies[(int)kind]).Should().BeLessThanOrEqualTo(0.002, $"{kind}");
            for (var position = 0; position < accuracy.Demonstrations.Length; position++)
                accuracy.MeanAt(0, position).Should().BeApproximately(1.0 / scores.Labels, 1e-12, "all prompts tie at the embedding of one token");

            var shown = PermutedScore.Of(scores, falsePrompts);
            MeanDifference(shown, permuted[(int)kind]).Should().BeLessThanOrEqualTo(0.002, $"{kind}");
        }
    }

    private static double LargestDifference(LabelScores scores, Tensor expected)
    {
        expected.shape.Should().Equal(scores.Prompts, scores.States.Length, scores.Demonstrations.Length, scores.Labels);
        var values = expected.contiguous().data<float>().ToArray();
        var (largest, at) = (0.0, 0);
        for (var prompt = 0; prompt < scores.Prompts; prompt++)
            for (var layer = 0; layer < scores.States.Length; layer++)
                for (var position = 0; position < scores.Demonstrations.Length; position++)
                    for (var label = 0; label < scores.Labels; label++)
                        largest = Math.Max(largest, Math.Abs(scores.LogProbability(prompt, layer, position, label) - values[at++]));
        return largest;
    }

    private static double MeanDifference(PromptScores scores, Tensor expected)
    {
        expected.shape.Should().Equal(scores.States.Length, scores.Demonstrations.Length);
        var values = expected.contiguous().data<float>().ToArray();
        return values.Select((value, i) => Math.Abs(scores.MeanAt(i / scores.Demonstrations.Length, i % scores.Demonstrations.Length) - value)).Average();
    }
}
