using System.Collections.Immutable;
using Interp.Core.Heads;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Studies.Tables;
using Interp.Core.Transformer;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>Which false prompts of a cell a state has right and the last one wrong.</summary>
internal sealed class FlippedPrompts
{
    private const int MostHeads = 5;

    private readonly PromptScores _right;

    /// <param name="cell">What was read of the cell.</param>
    public FlippedPrompts(StoredCell cell)
    {
        Cell = cell;
        Prompts = cell.Prompts.Prompts(PromptKind.False);
        _right = CalibratedAccuracy.Of(cell.Lens.Scores[PromptKind.False], Prompts);
        Best = EarlyExitLayer.Published([_right.AtLastDemonstration()]);
        Counts = [.. Enumerable.Range(0, States).Select(state => Flipped(state).Count())];
        Attention = cell.Attention(PromptKind.False);
        Heads = Attention is null ? [] : [.. PrefixMatching.Score(Attention, Prompts, cell.Prompts.Labels.Length).Top(Math.Min(MostHeads, Attention.Heads * Attention.Layers.Length))];
    }

    /// <summary>The cell.</summary>
    public StoredCell Cell { get; }

    /// <summary>Its false prompts.</summary>
    public IReadOnlyList<Prompt> Prompts { get; }

    /// <summary>Number of states.</summary>
    public int States => _right.States.Length;

    /// <summary>The state, before the last, that has most prompts right.</summary>
    public int Best { get; }

    /// <summary>By state: prompts that are right there and wrong at the last one.</summary>
    public ImmutableArray<int> Counts { get; }

    /// <summary>Attention to labels; null where heads were not read.</summary>
    public LabelAttention? Attention { get; }

    /// <summary>The heads with the largest prefix-matching scores on these prompts.</summary>
    public ImmutableArray<HeadId> Heads { get; }

    /// <summary>The demonstration whose label is predicted.</summary>
    public int Query => Cell.Prompts.Demonstrations - 1;

    /// <summary>1 where a prompt's true label is above its threshold, 1/n on it, 0 below; by state.</summary>
    public double[] Right(int prompt) => [.. Enumerable.Range(0, States).Select(state => _right.At(state, Query)[prompt])];

    /// <summary>Prompts to show: those that flip from the best state first, then, state by state from the last, those that flip from others.</summary>
    /// <param name="most">How many at most.</param>
    public ImmutableArray<int> Choose(int most)
    {
        var others = Enumerable.Range(0, States - 1).OrderByDescending(state => state).Select(state => Flipped(state).ToArray()).ToArray();
        var (own, rounds) = (Math.Max(1, most / 2), others.Length == 0 ? 0 : others.Max(state => state.Length));
        var chosen = Flipped(Best).Take(own).ToList();
        for (var round = 0; round < rounds && chosen.Count < most; round++)
            chosen.AddRange(others.Where(state => round < state.Length).Select(state => state[round]).Except(chosen).Take(most - chosen.Count).ToArray());
        return [.. chosen.Take(most).Order()];
    }

    /// <summary>A label's share among the labels, at a state.</summary>
    public double Share(int prompt, int state, int label) => Math.Exp(Cell.Lens.Scores[PromptKind.False].LogShare(prompt, state, Query, label));

    private IEnumerable<int> Flipped(int state)
    {
        var last = States - 1;
        return Enumerable.Range(0, Prompts.Count).Where(prompt => _right.At(state, Query)[prompt] == 1 && _right.At(last, Query)[prompt] == 0);
    }
}
