using System.Collections.Immutable;

namespace Interp.Core.Batches;

/// <summary>
/// Which tokens an activation is of: each of its rows belongs to a row of the batch, each place on its position axis to a
/// token. The whole batch, some tokens of every prompt, or rows that are replayed.
/// </summary>
internal sealed class TokenGrid
{
    private readonly ImmutableArray<ImmutableArray<int>>? _tokens; // null where every token has its place

    private TokenGrid(Batch batch, ImmutableArray<int> rows, ImmutableArray<ImmutableArray<int>>? tokens)
    {
        Batch = batch;
        BatchRows = rows;
        _tokens = tokens;
    }

    public Batch Batch { get; }

    /// <summary>For each row its row of the batch.</summary>
    public ImmutableArray<int> BatchRows { get; }

    /// <summary>True where rows and places are those of the batch.</summary>
    public bool IsWhole => _tokens is null;

    /// <summary>Every token of every prompt.</summary>
    public static TokenGrid Whole(Batch batch) => new(batch, [.. Enumerable.Range(0, batch.Size)], null);

    /// <summary>Some tokens of each prompt, ascending; shorter lists are padded by their last entry.</summary>
    public static TokenGrid Chosen(Batch batch, ImmutableArray<ImmutableArray<int>> tokens) => new(batch, [.. Enumerable.Range(0, batch.Size)], Padded(tokens));

    /// <summary>Rows of their own, each at some tokens of one prompt.</summary>
    /// <param name="batch">The prompts.</param>
    /// <param name="rows">For each row its row of the batch.</param>
    /// <param name="tokens">For each row of the batch its tokens; shorter lists are padded by their last entry.</param>
    public static TokenGrid Rows(Batch batch, ImmutableArray<int> rows, ImmutableArray<ImmutableArray<int>> tokens)
    {
        var padded = Padded(tokens);
        return new(batch, rows, [.. rows.Select(row => padded[row])]);
    }

    /// <summary>Rows of their own, each at a window of tokens of one prompt.</summary>
    /// <param name="batch">The prompts.</param>
    /// <param name="rows">For each row its row of the batch.</param>
    /// <param name="starts">First token of each prompt's window.</param>
    /// <param name="width">Tokens of a window.</param>
    public static TokenGrid Window(Batch batch, ImmutableArray<int> rows, ImmutableArray<int> starts, int width) =>
        new(batch, rows, [.. rows.Select(row => Enumerable.Range(starts[row], width).ToImmutableArray())]);

    /// <summary>The token of each place, [row][place].</summary>
    public ImmutableArray<ImmutableArray<int>> Tokens => _tokens ?? [.. BatchRows.Select(_ => Enumerable.Range(0, Batch.Width).ToImmutableArray())];

    /// <summary>The index of a prompt in its set.</summary>
    public int PromptOf(int row) => Batch.Members[BatchRows[row]];

    /// <summary>Where a token stands in a row; null where it is not there.</summary>
    public int? PlaceOf(int row, int token) => _tokens is not { } tokens ? token : tokens[row].IndexOf(token) is >= 0 and var place ? place : null;

    /// <summary>Where chosen tokens stand, for each row.</summary>
    /// <param name="tokens">For each row of the batch its tokens; all of them must be there.</param>
    public ImmutableArray<ImmutableArray<int>> PlacesOf(ImmutableArray<ImmutableArray<int>> tokens) =>
        [.. BatchRows.Select((batchRow, row) => tokens[batchRow].Select(token => PlaceOf(row, token)
            ?? throw new InvalidOperationException($"Token {token} of prompt {PromptOf(row)} was not computed.")).ToImmutableArray())];

    private static ImmutableArray<ImmutableArray<int>> Padded(ImmutableArray<ImmutableArray<int>> tokens)
    {
        var width = tokens.Max(list => list.Length);
        return [.. tokens.Select(list => list.AddRange(Enumerable.Repeat(list[^1], width - list.Length)))];
    }
}
