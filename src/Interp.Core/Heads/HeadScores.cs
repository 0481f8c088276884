using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Transformer;

namespace Interp.Core.Heads;

/// <summary>One number for each prompt and head; means and ranks are taken over prompts.</summary>
public sealed class HeadScores
{
    private readonly ImmutableArray<int> _layers;
    private readonly int _heads;
    private readonly double[] _values; // [layer, head, prompt]

    private HeadScores(int prompts, ImmutableArray<int> layers, int heads)
    {
        (Prompts, _layers, _heads) = (prompts, layers, heads);
        _values = new double[checked(prompts * layers.Length * heads)];
    }

    /// <summary>Number of prompts.</summary>
    public int Prompts { get; }

    /// <summary>The heads, by block.</summary>
    public IEnumerable<HeadId> Heads => _layers.SelectMany(layer => Enumerable.Range(0, _heads).Select(head => new HeadId(layer, head)));

    /// <summary>Evaluates a score of every head for every prompt.</summary>
    /// <param name="attention">The attention that it is made of.</param>
    /// <param name="score">Gets the prompt's index and the head.</param>
    /// <exception cref="ArgumentException">A score that is not finite.</exception>
    public static HeadScores Of(LabelAttention attention, Func<int, HeadId, double> score)
    {
        ArgumentNullException.ThrowIfNull(attention);
        ArgumentNullException.ThrowIfNull(score);
        return Of(attention.Prompts, attention.Layers, attention.Heads, score);
    }

    /// <summary>The same of heads that were not read by their attention.</summary>
    internal static HeadScores Of(int prompts, ImmutableArray<int> layers, int heads, Func<int, HeadId, double> score)
    {
        var scores = new HeadScores(prompts, layers, heads);
        foreach (var head in scores.Heads)
        {
            var values = scores._values.AsSpan(scores.Offset(head), scores.Prompts);
            for (var prompt = 0; prompt < values.Length; prompt++)
                values[prompt] = score(prompt, head);
            Finite.Require(values, prompt => $"head {head} of prompt {prompt}");
        }

        return scores;
    }

    /// <summary>A head's scores, by prompt.</summary>
    /// <param name="head">The head.</param>
    /// <exception cref="ArgumentOutOfRangeException">It was not read.</exception>
    public ReadOnlySpan<double> At(HeadId head) => _values.AsSpan(Offset(head), Prompts);

    /// <summary>A head's mean over prompts.</summary>
    /// <param name="head">The head.</param>
    public double MeanAt(HeadId head) => Mean.Of(At(head));

    /// <summary>The mean over some heads of their means over prompts: what the paper reports of a set of heads.</summary>
    /// <param name="heads">At least one.</param>
    /// <exception cref="ArgumentException">None.</exception>
    public double MeanOver(IEnumerable<HeadId> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        return Mean.Of([.. heads.Select(MeanAt)]);
    }

    /// <summary>The place of a head among all by their means, 1 for the largest; of equal ones the earlier head comes first.</summary>
    /// <param name="head">The head.</param>
    public int RankOf(HeadId head)
    {
        var own = MeanAt(head);
        return 1 + Heads.Count(other => MeanAt(other) is var mean && (mean > own || (mean == own && other < head)));
    }

    /// <summary>The heads with the largest means, largest first; of equal ones the earlier.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one, or more than there are.</exception>
    public IReadOnlyList<HeadId> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _layers.Length * _heads);
        return [.. Heads.OrderByDescending(MeanAt).ThenBy(head => head).Take(count)];
    }

    private int Offset(HeadId head)
    {
        var layer = _layers.IndexOf(head.Layer);
        return layer >= 0 && (uint)head.Head < (uint)_heads
            ? (layer * _heads + head.Head) * Prompts
            : throw new ArgumentOutOfRangeException(nameof(head), head, $"Read were heads 0..{_heads - 1} of the blocks {string.Join(", ", _layers)}.");
    }
}
