using System.Collections.Immutable;
using Interp.Core.Tokens;

namespace Interp.Core.Batches;

/// <summary>
/// Prompts that go through the model together, padded on the right: some of a set, or all of it. Plain values; holds no
/// tensors.
/// </summary>
/// <remarks>Attention is causal, so padding on the right is never seen by a real token and needs no mask.</remarks>
public sealed class Batch
{
    private readonly ImmutableArray<ImmutableDictionary<string, ImmutableArray<int>>> _marks;

    private Batch(IReadOnlyList<IMarkedTokens> set, ImmutableArray<int> members)
        : this([.. members.Select(index => set[index])], members, set.Count)
    {
    }

    private Batch(ImmutableArray<IMarkedTokens> sequences, ImmutableArray<int> members, int setSize)
    {
        if (members.IsEmpty)
            throw new ArgumentException("A batch needs at least one prompt.", nameof(members));

        Sequences = sequences;
        Members = members;
        SetSize = setSize;
        Rows = [.. Sequences.Select(sequence => sequence.Tokens)];
        _marks = [.. Sequences.Select(sequence => sequence.Marks)];
        for (var row = 0; row < Rows.Length; row++)
            Check(row);
        Width = Rows.Max(row => row.Length);
    }

    /// <summary>What the rows were made of.</summary>
    public ImmutableArray<IMarkedTokens> Sequences { get; }

    /// <summary>For each row its prompt, as an index into the set; 0, 1, … where the batch is the set.</summary>
    public ImmutableArray<int> Members { get; }

    /// <summary>Prompts of the set that this batch is a part of.</summary>
    public int SetSize { get; }

    /// <summary>Token ids of each prompt.</summary>
    public ImmutableArray<ImmutableArray<int>> Rows { get; }

    /// <summary>Number of prompts.</summary>
    public int Size => Rows.Length;

    /// <summary>Tokens of the longest prompt: the length of the "pos" axis.</summary>
    public int Width { get; }

    /// <summary>Names of the marks that every prompt has.</summary>
    public IReadOnlyList<string> Marks => [.. _marks.Select(marks => marks.Keys).Aggregate((left, right) => left.Intersect(right)).Order(StringComparer.Ordinal)];

    /// <summary>A batch of bare token ids.</summary>
    /// <param name="rows">One or more prompts of one or more tokens.</param>
    public static Batch Of(params IEnumerable<IReadOnlyList<int>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Of(rows.Select(row => new MarkedTokens(row)));
    }

    /// <summary>A batch of prompts, which knows their marks; the batch is the set.</summary>
    /// <param name="prompts">One or more prompts.</param>
    public static Batch Of(IEnumerable<IMarkedTokens> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var set = prompts.ToArray();
        return new(set, [.. Enumerable.Range(0, set.Length)]);
    }

    /// <summary>A batch of some prompts of a set: what is said of the set's prompts by index is found in it.</summary>
    /// <param name="set">The set.</param>
    /// <param name="members">Indices of the batch's prompts, in the order of its rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    public static Batch Of(IReadOnlyList<IMarkedTokens> set, IEnumerable<int> members)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(members);
        var chosen = members.ToImmutableArray();
        foreach (var index in chosen)
        {
            if ((uint)index >= (uint)set.Count)
                throw new ArgumentOutOfRangeException(nameof(members), index, $"The set has prompts 0..{set.Count - 1}.");
        }

        return new(set, chosen);
    }

    /// <summary>Some rows of this batch, any of them as often as it is named; each stays the prompt of its set that it is.</summary>
    /// <param name="rows">Rows.</param>
    internal Batch OfRows(IReadOnlyCollection<int> rows) => new([.. rows.Select(row => Sequences[row])], [.. rows.Select(row => Members[row])], SetSize);

    /// <summary>The tokens that a mark names, for each row.</summary>
    /// <param name="mark">A name: <see cref="Mark.PreLabel"/>, or one of the user's own.</param>
    /// <exception cref="InvalidOperationException">A prompt has no such mark; the message lists those there are.</exception>
    public ImmutableArray<ImmutableArray<int>> Marked(string mark)
    {
        ArgumentException.ThrowIfNullOrEmpty(mark);
        var row = 0;
        foreach (var marks in _marks)
        {
            if (!marks.ContainsKey(mark))
            {
                var known = marks.IsEmpty
                    ? "it was made of bare token ids. Make the batch of prompts (Batch.Of(prompts)) or marked tokens, or use Positions.At"
                    : $"its marks are {string.Join(", ", marks.Keys.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}";
                throw new InvalidOperationException($"Prompt {Members[row]} has no tokens marked '{mark}': {known}.");
            }

            row++;
        }

        return [.. _marks.Select(marks => marks[mark])];
    }

    /// <summary>True if every prompt has the mark.</summary>
    /// <param name="mark">A name.</param>
    public bool HasMark(string mark) => _marks.All(marks => marks.ContainsKey(mark));

    /// <summary>
    /// Cuts a list of prompts into batches of similar length, so that little is spent on padding; longest first, so that
    /// a run that will not fit in memory fails at once.
    /// </summary>
    /// <param name="lengths">Tokens of each prompt.</param>
    /// <param name="maximumTokens">Most tokens of a batch, padding included; a longer prompt is a batch of its own.</param>
    /// <returns>For each batch the indices of its prompts; each prompt once.</returns>
    public static IReadOnlyList<ImmutableArray<int>> Group(IReadOnlyList<int> lengths, int maximumTokens)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumTokens, 1);

        var groups = new List<ImmutableArray<int>>();
        var group = ImmutableArray.CreateBuilder<int>();
        var width = 0;
        foreach (var index in Enumerable.Range(0, lengths.Count).OrderByDescending(i => lengths[i]).ThenBy(i => i))
        {
            if (group.Count > 0 && (group.Count + 1) * width > maximumTokens)
            {
                groups.Add(group.DrainToImmutable());
            }

            if (group.Count == 0)
                width = lengths[index];
            group.Add(index);
        }

        if (group.Count > 0)
            groups.Add(group.DrainToImmutable());
        return groups;
    }

    private void Check(int row)
    {
        if (Rows[row].IsDefaultOrEmpty)
            throw new ArgumentException($"Prompt {Members[row]} has no tokens.");
        foreach (var (mark, places) in _marks[row])
        {
            foreach (var place in places)
            {
                if ((uint)place >= (uint)Rows[row].Length)
                    throw new ArgumentException($"Prompt {Members[row]} marks token {place} as '{mark}'; its tokens are 0..{Rows[row].Length - 1}.");
            }
        }
    }
}
