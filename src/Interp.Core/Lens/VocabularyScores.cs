namespace Interp.Core.Lens;

/// <summary>What label logits are held against, prediction by prediction: [prompt, state, demonstration].</summary>
public sealed class VocabularyScores
{
    /// <summary>Wraps numbers; the arrays are taken over.</summary>
    /// <param name="logNormalizer">Log-sum-exp of the logits of the whole vocabulary.</param>
    /// <param name="largestOther">The largest logit of a token that stands for no label.</param>
    /// <exception cref="ArgumentException">Arrays of different lengths.</exception>
    public VocabularyScores(float[] logNormalizer, float[] largestOther)
    {
        ArgumentNullException.ThrowIfNull(logNormalizer);
        ArgumentNullException.ThrowIfNull(largestOther);
        if (logNormalizer.Length != largestOther.Length)
            throw new ArgumentException($"There are {logNormalizer.Length} normalizers and {largestOther.Length} largest other logits; expected as many.", nameof(largestOther));
        (LogNormalizer, LargestOther) = (logNormalizer, largestOther);
    }

    /// <summary>Number of predictions.</summary>
    public int Count => LogNormalizer.Length;

    internal float[] LogNormalizer { get; }

    internal float[] LargestOther { get; }

    internal static VocabularyScores Join(IEnumerable<VocabularyScores> parts)
    {
        VocabularyScores[] all = [.. parts];
        return new([.. all.SelectMany(part => part.LogNormalizer)], [.. all.SelectMany(part => part.LargestOther)]);
    }

    /// <summary>The same selection of both.</summary>
    internal VocabularyScores Select(Func<float[], float[]> pick) => new(pick(LogNormalizer), pick(LargestOther));
}
