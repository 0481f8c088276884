using System.Collections.Immutable;
using Interp.Core.Prompts;

namespace Interp.Core.Batches;

/// <summary>Prompts that go through the model together, padded on the right. Plain values; holds no tensors.</summary>
/// <remarks>Attention is causal, so padding on the right is never seen by a real token and needs no mask.</remarks>
public sealed class Batch
{
    private Batch(ImmutableArray<ImmutableArray<int>> rows, ImmutableArray<ImmutableArray<int>>? preLabel)
    {
        if (rows.IsEmpty)
            throw new ArgumentException("A batch needs at least one prompt.", nameof(rows));
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].IsDefaultOrEmpty)
                throw new ArgumentException($"Prompt {i} has no tokens.", nameof(rows));
            foreach (var position in preLabel?[i] ?? [])
            {
                if ((uint)position >= (uint)rows[i].Length)
                    throw new ArgumentException($"Prompt {i} says a label follows token {position}; its tokens are 0..{rows[i].Length - 1}.", nameof(preLabel));
            }
        }

        Rows = rows;
        PreLabel = preLabel;
        Width = rows.Max(row => row.Length);
    }

    /// <summary>Token ids of each prompt.</summary>
    public ImmutableArray<ImmutableArray<int>> Rows { get; }

    /// <summary>For each prompt the tokens before its labels; null where the batch was made of bare ids.</summary>
    public ImmutableArray<ImmutableArray<int>>? PreLabel { get; }

    /// <summary>Number of prompts.</summary>
    public int Size => Rows.Length;

    /// <summary>Tokens of the longest prompt: the length of the "pos" axis.</summary>
    public int Width { get; }

    /// <summary>A batch of bare token ids.</summary>
    /// <param name="rows">One or more prompts of one or more tokens.</param>
    public static Batch Of(params IEnumerable<IReadOnlyList<int>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new([.. rows.Select(row => row.ToImmutableArray())], null);
    }

    /// <summary>A batch of prompts, which knows where labels stand.</summary>
    /// <param name="prompts">One or more prompts.</param>
    public static Batch Of(IEnumerable<Prompt> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var all = prompts.ToArray();
        return new([.. all.Select(prompt => prompt.Tokens)], [.. all.Select(prompt => prompt.PreLabel)]);
    }

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
}
