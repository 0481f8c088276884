using System.Collections.Immutable;
using Interp.Core.Transformer;

namespace Interp.Core.Heads;

/// <summary>
/// How much every head attends, from the token before a label, to each earlier demonstration's label and to the token
/// before that (paper, section 1.10), and to the tokens by which other kinds of heads are known. Plain numbers.
/// </summary>
public sealed class LabelAttention
{
    private readonly float[] _toLabel;    // [prompt, layer, head, query, key]: both demonstrations
    private readonly float[] _toPreLabel; // [prompt, layer, head, query, key]
    private readonly float[] _toRoles;    // [prompt, layer, head, query, kind]

    internal LabelAttention(int prompts, ImmutableArray<int> layers, int heads, ImmutableArray<int> queries, int demonstrations)
    {
        (Prompts, Layers, Heads, Queries, Demonstrations) = (prompts, layers, heads, queries, demonstrations);
        _toLabel = new float[checked(prompts * layers.Length * heads * queries.Length * demonstrations)];
        _toPreLabel = new float[_toLabel.Length];
        _toRoles = new float[checked(_toLabel.Length / demonstrations * TokenRoles.Count)];
    }

    /// <summary>Number of prompts.</summary>
    public int Prompts { get; }

    /// <summary>The blocks that were read.</summary>
    public ImmutableArray<int> Layers { get; }

    /// <summary>Heads a block.</summary>
    public int Heads { get; }

    /// <summary>The demonstrations before whose label attention was read.</summary>
    public ImmutableArray<int> Queries { get; }

    /// <summary>Demonstrations of a prompt.</summary>
    public int Demonstrations { get; }

    /// <summary>Attention to all tokens of the labels of each demonstration; 0 of the query's own and later ones.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="head">The head.</param>
    /// <param name="query">The demonstration before whose label stands the token that attends.</param>
    /// <returns>By demonstration.</returns>
    public ReadOnlySpan<float> ToLabels(int prompt, HeadId head, int query) => _toLabel.AsSpan(Offset(prompt, head, query), Demonstrations);

    /// <summary>Attention to the token before the label of each demonstration; 0 of the query's own and later ones.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="head">The head.</param>
    /// <param name="query">The demonstration before whose label stands the token that attends.</param>
    /// <returns>By demonstration.</returns>
    public ReadOnlySpan<float> ToPreLabels(int prompt, HeadId head, int query) => _toPreLabel.AsSpan(Offset(prompt, head, query), Demonstrations);

    /// <summary>Attention to the tokens of a role.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="head">The head.</param>
    /// <param name="query">The demonstration before whose label stands the token that attends.</param>
    /// <param name="role">What a token is to the one that attends.</param>
    public float ToRole(int prompt, HeadId head, int query, TokenRole role)
    {
        TokenRoles.Require(role);
        return _toRoles[Offset(prompt, head, query) / Demonstrations * TokenRoles.Count + (int)role];
    }

    /// <summary>Where one query's attention is written: by demonstration, and by role.</summary>
    internal (Memory<float> ToLabels, Memory<float> ToPreLabels, Memory<float> ToRoles) Row(int prompt, HeadId head, int query)
    {
        var at = Offset(prompt, head, query);
        return (_toLabel.AsMemory(at, Demonstrations), _toPreLabel.AsMemory(at, Demonstrations), _toRoles.AsMemory(at / Demonstrations * TokenRoles.Count, TokenRoles.Count));
    }

    private int Offset(int prompt, HeadId head, int query)
    {
        var (layer, place) = (Layers.IndexOf(head.Layer), Queries.IndexOf(query));
        if ((uint)prompt >= (uint)Prompts)
            throw new ArgumentOutOfRangeException(nameof(prompt), prompt, $"Expected 0..{Prompts - 1}.");
        if (layer < 0 || (uint)head.Head >= (uint)Heads)
            throw new ArgumentOutOfRangeException(nameof(head), head, $"Read were heads 0..{Heads - 1} of the blocks {string.Join(", ", Layers)}.");
        if (place < 0)
            throw new ArgumentOutOfRangeException(nameof(query), query, $"Read was attention from before the labels of demonstrations {string.Join(", ", Queries)}.");
        return (((prompt * Layers.Length + layer) * Heads + head.Head) * Queries.Length + place) * Demonstrations;
    }
}
