namespace Interp.Core.Lens;

/// <summary>What every layer would say of the labels: logits at each prompt, hidden index, position and label. Plain numbers.</summary>
/// <remarks>Hidden index 0 is the embedding, k the stream after block k-1, the last one the model's own output (paper, section 1).</remarks>
public sealed class LabelScores
{
    private readonly float[] _logits;         // [prompt, layer, position, label]
    private readonly float[]? _logNormalizer; // [prompt, layer, position]

    /// <summary>Wraps numbers; the arrays are taken over.</summary>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="layers">Number of hidden indices: blocks + 1.</param>
    /// <param name="positions">Number of positions: demonstrations.</param>
    /// <param name="labels">Number of labels.</param>
    /// <param name="logits">[prompt, layer, position, label]; any constant may be added to the labels of one prediction.</param>
    /// <param name="logNormalizer">[prompt, layer, position]: log-sum-exp over the whole vocabulary; null where it was not asked for.</param>
    /// <exception cref="ArgumentException">Arrays of other sizes.</exception>
    public LabelScores(int prompts, int layers, int positions, int labels, float[] logits, float[]? logNormalizer = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentOutOfRangeException.ThrowIfLessThan(prompts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 2);
        var predictions = (long)prompts * layers * positions;
        if (logits.Length != predictions * labels)
            throw new ArgumentException($"Expected {predictions * labels} logits [{prompts}, {layers}, {positions}, {labels}], found {logits.Length}.", nameof(logits));
        if (logNormalizer is not null && logNormalizer.Length != predictions)
            throw new ArgumentException($"Expected {predictions} normalizers [{prompts}, {layers}, {positions}], found {logNormalizer.Length}.", nameof(logNormalizer));

        Prompts = prompts;
        Layers = layers;
        Positions = positions;
        Labels = labels;
        _logits = logits;
        _logNormalizer = logNormalizer;
    }

    /// <summary>Number of prompts.</summary>
    public int Prompts { get; }

    /// <summary>Number of hidden indices: blocks + 1.</summary>
    public int Layers { get; }

    /// <summary>Number of positions: demonstrations.</summary>
    public int Positions { get; }

    /// <summary>Number of labels.</summary>
    public int Labels { get; }

    /// <summary>True if the normalizer over the whole vocabulary was asked for.</summary>
    public bool HasVocabulary => _logNormalizer is not null;

    /// <summary>The labels' logits of one prediction.</summary>
    /// <param name="prompt">Prompt.</param>
    /// <param name="layer">Hidden index.</param>
    /// <param name="position">Position: demonstrations before it.</param>
    public ReadOnlySpan<float> Logits(int prompt, int layer, int position) => _logits.AsSpan(Prediction(prompt, layer, position) * Labels, Labels);

    /// <summary>Log-probability of a label token over the whole vocabulary.</summary>
    /// <param name="prompt">Prompt.</param>
    /// <param name="layer">Hidden index.</param>
    /// <param name="position">Position.</param>
    /// <param name="label">Label.</param>
    /// <exception cref="InvalidOperationException">The reading was made without the whole vocabulary.</exception>
    public double LogProbability(int prompt, int layer, int position, int label)
    {
        Guard(label, Labels, nameof(label));
        var normalizer = _logNormalizer ?? throw new InvalidOperationException("This reading has the labels' logits only. Read with LensOptions.FullVocabulary for probabilities over the vocabulary.");
        return (double)Logits(prompt, layer, position)[label] - normalizer[Prediction(prompt, layer, position)];
    }

    /// <summary>
    /// Logarithm of one label's share among the labels (q of paper, section 1.3): the log-softmax over label logits. Kept
    /// as a logarithm because shares saturate at 1 and would tie.
    /// </summary>
    /// <param name="prompt">Prompt.</param>
    /// <param name="layer">Hidden index.</param>
    /// <param name="position">Position.</param>
    /// <param name="label">Label.</param>
    public double LogShare(int prompt, int layer, int position, int label)
    {
        Guard(label, Labels, nameof(label));
        var logits = Logits(prompt, layer, position);
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
    /// <param name="layer">Hidden index.</param>
    /// <param name="position">Position.</param>
    /// <param name="label">Label.</param>
    /// <exception cref="InvalidOperationException">The reading was made without the whole vocabulary.</exception>
    public double PublishedShare(int prompt, int layer, int position, int label)
    {
        const double Epsilon = 1e-14;
        var sum = 0.0;
        for (var other = 0; other < Labels; other++)
            sum += Math.Exp(LogProbability(prompt, layer, position, other)) + Epsilon;
        return (Math.Exp(LogProbability(prompt, layer, position, label)) + Epsilon) / sum;
    }

    private int Prediction(int prompt, int layer, int position)
    {
        Guard(prompt, Prompts, nameof(prompt));
        Guard(layer, Layers, nameof(layer));
        Guard(position, Positions, nameof(position));
        return (prompt * Layers + layer) * Positions + position;
    }

    private static void Guard(int index, int count, string name)
    {
        if ((uint)index >= (uint)count)
            throw new ArgumentOutOfRangeException(name, index, $"Expected 0..{count - 1}.");
    }
}
