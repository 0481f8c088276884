using System.Collections.Immutable;
using System.Globalization;

namespace Interp.Core.Lens;

/// <summary>What every state would say of the labels: logits at each prompt, state, prediction and label. Plain numbers, all finite.</summary>
/// <remarks>State 0 is the embedding, k the stream after block k-1, the last one the model's own output (paper, section 1).</remarks>
public sealed partial class LabelScores
{
    private readonly float[] _logits; // [prompt, state, demonstration, label]
    private readonly VocabularyScores? _vocabulary;

    /// <summary>Wraps numbers; the arrays are taken over.</summary>
    /// <param name="shape">How many there are of what, and under which protocol.</param>
    /// <param name="logits">[prompt, state, demonstration, label]; any constant may be added to the labels of one prediction.</param>
    /// <param name="vocabulary">What the labels are held against, the same constants added; null where it was not asked for.</param>
    /// <exception cref="ArgumentException">Arrays of other sizes, or numbers that are not finite.</exception>
    public LabelScores(LabelScoresShape shape, float[] logits, VocabularyScores? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(logits);
        var predictions = (long)shape.Prompts * shape.PredictionsAPrompt;
        if (logits.Length != predictions * shape.Labels)
            throw new ArgumentException($"Expected {predictions * shape.Labels} logits ({shape}), found {logits.Length}.", nameof(logits));
        if (vocabulary is not null && vocabulary.Count != predictions)
            throw new ArgumentException($"Expected {predictions} normalizers ({shape}), found {vocabulary.Count}.", nameof(vocabulary));

        Shape = shape;
        _logits = logits;
        _vocabulary = vocabulary;
        RequireFinite(logits, shape.Labels, "logit of label {0}");
        RequireFinite(vocabulary?.LogNormalizer ?? [], 1, "normalizer");
        RequireFinite(vocabulary?.LargestOther ?? [], 1, "largest other logit");
    }

    /// <summary>How many there are of what, and under which protocol they were read.</summary>
    public LabelScoresShape Shape { get; }

    /// <summary>Number of prompts.</summary>
    public int Prompts => Shape.Prompts;

    /// <summary>The states that were read: 0 the embedding, k the stream after block k-1.</summary>
    public ImmutableArray<int> States => Shape.States;

    /// <summary>The demonstrations whose labels are predicted: 0, 1, … of a whole reading, the last one alone of replayed ablations.</summary>
    public ImmutableArray<int> Demonstrations => Shape.Demonstrations;

    /// <summary>Number of labels.</summary>
    public int Labels => Shape.Labels;

    /// <summary>The protocol they were read under.</summary>
    public Protocol Protocol => Shape.Protocol;

    /// <summary>True if the whole vocabulary was asked for.</summary>
    public bool HasVocabulary => _vocabulary is not null;

    /// <summary>The labels' logits of one prediction.</summary>
    /// <param name="prompt">Prompt.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    public ReadOnlySpan<float> Logits(int prompt, int state, int demonstration) => _logits.AsSpan(Prediction(prompt, state, demonstration) * Labels, Labels);

    /// <summary>Log-probability of a label token over the whole vocabulary.</summary>
    /// <param name="prompt">Prompt.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    /// <param name="label">Label.</param>
    /// <exception cref="InvalidOperationException">The reading was made without the whole vocabulary.</exception>
    public double LogProbability(int prompt, int state, int demonstration, int label)
    {
        Guard(label, Labels, nameof(label));
        return (double)Logits(prompt, state, demonstration)[label] - Vocabulary.LogNormalizer[Prediction(prompt, state, demonstration)];
    }

    /// <summary>The largest logit of a token that stands for no label: what a label must exceed to be the likeliest token of all.</summary>
    /// <param name="prompt">Prompt.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    /// <exception cref="InvalidOperationException">The reading was made without the whole vocabulary.</exception>
    public float LargestOtherLogit(int prompt, int state, int demonstration) => Vocabulary.LargestOther[Prediction(prompt, state, demonstration)];

    /// <summary>
    /// Logarithm of one label's share among the labels (q of paper, section 1.3): the log-softmax over label logits. Kept
    /// as a logarithm because shares saturate at 1 and would tie.
    /// </summary>
    /// <param name="prompt">Prompt.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    /// <param name="label">Label.</param>
    public double LogShare(int prompt, int state, int demonstration, int label)
    {
        Guard(label, Labels, nameof(label));
        var logits = Logits(prompt, state, demonstration);
        var largest = float.NegativeInfinity;
        for (var other = 0; other < logits.Length; other++)
        {
            if (other != label)
                largest = Math.Max(largest, logits[other]);
        }

        var rest = 0.0; // sum over the other labels of exp(logit - largest)
        for (var other = 0; other < logits.Length; other++)
        {
            if (other != label)
                rest += Math.Exp((double)logits[other] - largest);
        }

        // share = 1 / (1 + e^lead), with the exponential never overflowing.
        var lead = (double)largest - logits[label] + Math.Log(rest);
        return lead > 0 ? -lead - LogOnePlus(Math.Exp(-lead)) : -LogOnePlus(Math.Exp(lead));
    }

    /// <summary>log(1 + x), exact also where 1 + x is 1 (Kahan); <see cref="double.LogP1"/> is 0 there.</summary>
    private static double LogOnePlus(double x)
    {
        var rounded = 1 + x;
        return rounded == 1 ? x : Math.Log(rounded) * (x / (rounded - 1));
    }

    /// <summary>One label's share as the paper's code computes it: (p + 1e-14) / (sum of p + n 1e-14), p over the vocabulary.</summary>
    /// <param name="prompt">Prompt.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    /// <param name="label">Label.</param>
    /// <exception cref="InvalidOperationException">The reading was made without the whole vocabulary.</exception>
    public double PublishedShare(int prompt, int state, int demonstration, int label)
    {
        const double Epsilon = 1e-14;
        var sum = 0.0;
        for (var other = 0; other < Labels; other++)
            sum += Math.Exp(LogProbability(prompt, state, demonstration, other)) + Epsilon;
        return (Math.Exp(LogProbability(prompt, state, demonstration, label)) + Epsilon) / sum;
    }

    /// <summary>All logits, [prompt, state, demonstration, label]; not to be changed.</summary>
    internal float[] AllLogits => _logits;

    /// <summary>What the vocabulary says of all predictions; null where it was not asked for.</summary>
    internal VocabularyScores? AllVocabulary => _vocabulary;

    private VocabularyScores Vocabulary => _vocabulary
        ?? throw new InvalidOperationException("This reading has the labels' logits only. Read with LensOptions.FullVocabulary for what the whole vocabulary says.");

    private int Prediction(int prompt, int state, int demonstration)
    {
        Guard(prompt, Prompts, nameof(prompt));
        return (prompt * Shape.StateAxis.Count + Shape.StateAxis.PlaceOf(state, nameof(state))) * Shape.DemonstrationAxis.Count
            + Shape.DemonstrationAxis.PlaceOf(demonstration, nameof(demonstration));
    }

    private static void Guard(int index, int count, string name)
    {
        if ((uint)index >= (uint)count)
            throw new ArgumentOutOfRangeException(name, index, $"Expected 0..{count - 1}.");
    }

    private void RequireFinite(float[] numbers, int width, string what)
    {
        if (Array.FindIndex(numbers, number => !float.IsFinite(number)) is not (>= 0 and var at))
            return;
        var (label, prediction) = (at % width, at / width);
        var (place, row) = (prediction % Demonstrations.Length, prediction / Demonstrations.Length);
        throw new ArgumentException(
            $"The {string.Format(CultureInfo.InvariantCulture, what, label)} is {numbers[at]} at prompt {row / States.Length}, state {States[row % States.Length]}, demonstration {Demonstrations[place]}; "
            + "scores are finite numbers. Half precision overflows where float32 does not: load the model in float32, and look at its weights and at what hooks return.");
    }
}
