using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>
/// Tokens of the window, many variants of each prompt side by side: each row attends to its prompt's keys before the
/// window and to its own tokens in it. Owns its index tensor until disposed.
/// </summary>
internal sealed class ReplayedTokens : SequenceView, IDisposable
{
    /// <summary>Scores at a time, 4 MiB in float32: what the rows of one product need besides stays as small, however long the prompt.</summary>
    private const long MostScores = 1 << 20;

    private readonly Tensor _keys;
    private readonly Tensor _values;
    private readonly ReplayWindow _window;
    private readonly TokenGrid _grid;
    private readonly Tensor _positions; // [row, window]

    /// <param name="keys">The prompts' rotated keys, [batch, pos, kv_head, d_head].</param>
    /// <param name="values">The prompts' values, [batch, pos, kv_head, d_head].</param>
    /// <param name="window">Where the tokens stand.</param>
    /// <param name="grid">The rows, those of one prompt together.</param>
    public ReplayedTokens(Tensor keys, Tensor values, ReplayWindow window, TokenGrid grid)
    {
        (_keys, _values, _window, _grid) = (keys, values, window, grid);
        using var scope = NewDisposeScope();
        _positions = tensor(grid.Tokens.SelectMany(list => list).Select(token => (long)token).ToArray(), device: keys.device)
            .view(grid.BatchRows.Length, window.Width).DetachFromDisposeScope();
    }

    public void Dispose() => _positions.Dispose();

    public override Tensor RotateQueries(Tensor q, Rotary rotary) => Rotate(q, rotary);

    public override Tensor RotateKeys(Tensor k, Rotary rotary) => Rotate(k, rotary);

    public override Tensor Mix(Tensor q, Tensor k, Tensor v, ScoreRule rule, int layer, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        var mixed = new List<Tensor>();
        var hidden = run.Hidden(HookPoint.AttnScores(layer), (int)q.shape[2]).ToLookup(one => one.Row);
        foreach (var (prompt, first, count) in Groups((int)q.shape[2]))
        {
            HiddenKeys[] here = hidden.Count == 0 ? [] : [.. Enumerable.Range(first, count).SelectMany(row => hidden[row].Select(one => one with { Row = row - first }))];
            mixed.Add(MixPrompt(q.narrow(0, first, count).Times(rule.Scale), k.narrow(0, first, count), v.narrow(0, first, count), prompt, rule, here));
        }

        return (mixed.Count == 1 ? mixed[0] : cat(mixed, 0)).MoveToOuterDisposeScope();
    }

    private Tensor Rotate(Tensor x, Rotary rotary) => rotary.Rotate(x, _positions, _window.Starts.Max() + _window.Width);

    /// <summary>Rows of one prompt, which stand together: its keys and values are read once for as many as fit.</summary>
    private IEnumerable<(int BatchRow, int First, int Count)> Groups(int heads)
    {
        var rows = _grid.BatchRows;
        for (var first = 0; first < rows.Length;)
        {
            var scores = (long)heads * _window.Width * (_window.Starts[rows[first]] + _window.Width);
            var most = first + Math.Max(1, MostScores / scores);
            var end = first + 1;
            while (end < rows.Length && end < most && rows[end] == rows[first])
                end++;
            yield return (rows[first], first, end - first);
            first = end;
        }
    }

    /// <summary>All rows of one prompt, as one product per key/value head.</summary>
    /// <param name="q">Scaled queries, [row, window, head, d_head]</param>
    /// <param name="k">[row, window, kv_head, d_head]</param>
    /// <param name="v">[row, window, kv_head, d_head]</param>
    /// <param name="prompt">The prompt, as a row of the batch.</param>
    /// <param name="rule">The block's rule.</param>
    /// <param name="hidden">Keys that are hidden from these rows.</param>
    /// <returns>[row, window, head, d_head]</returns>
    private Tensor MixPrompt(Tensor q, Tensor k, Tensor v, int prompt, ScoreRule rule, HiddenKeys[] hidden)
    {
        using var scope = NewDisposeScope();
        var (rows, width, heads, dHead) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3]);
        var kvHeads = k.shape[2];
        var group = heads / kvHeads;
        var queries = q.view(rows, width, kvHeads, group, dHead).permute(2, 0, 3, 1, 4).reshape(kvHeads, rows * group * width, dHead);
        var ownKeys = k.permute(2, 0, 1, 3);   // [kv_head, row, window, d_head]
        var ownValues = v.permute(2, 0, 1, 3); // [kv_head, row, window, d_head]
        var from = rule.FirstKey(_window.Starts[prompt]); // of all queries of the window, the first sees furthest back
        var length = _window.Starts[prompt] - from;
        var past = Before(_keys, prompt, from);

        var toPast = rule.Capped(matmul(queries, past.transpose(1, 2)).view(kvHeads, rows, group * width, length));
        var toOwn = rule.Capped(matmul(queries.view(kvHeads, rows, group * width, dHead), ownKeys.transpose(2, 3))); // [kv_head, row, group*window, window]
        if (width > 1)
        {
            var unseen = Unseen(rule, length, width, q.device).repeat(group, 1); // [group*window, key+window]
            toOwn = toOwn.Hidden(unseen.narrow(-1, length, width));
            if (rule.Narrows(length + width))
                toPast = toPast.Hidden(unseen.narrow(-1, 0, length));
        }

        var scores = cat([toPast, toOwn], -1); // [kv_head, row, group*window, key+window]
        if (hidden.Length > 0)
            KeyMask.Hide(scores, KeyMask.Places(hidden, (int)heads).Select(at => new long[] { at.Head / group, at.Row, at.Head % group * width + at.Place, at.Key - from }));
        var pattern = scores.softmax(-1); // [kv_head, row, group*window, key+window]
        var fromPast = matmul(pattern.narrow(-1, 0, length).reshape(kvHeads, rows * group * width, length), Before(_values, prompt, from));
        var fromOwn = matmul(pattern.narrow(-1, length, width), ownValues); // [kv_head, row, group*window, d_head]
        return fromPast.view(kvHeads, rows, group, width, dHead).Plus(fromOwn.view(kvHeads, rows, group, width, dHead))
            .permute(1, 3, 0, 2, 4).reshape(rows, width, heads, dHead).MoveToOuterDisposeScope();
    }

    /// <summary>A prompt's keys or values before the window, from one of them on: [kv_head, key, d_head].</summary>
    private Tensor Before(Tensor all, int prompt, long from) => all.select(0, prompt).narrow(0, from, _window.Starts[prompt] - from).transpose(0, 1);

    /// <summary>True where a token of the window does not see one of the keys before it or in it: [window, key+window].</summary>
    private static Tensor Unseen(ScoreRule rule, long past, long width, Device device) =>
        rule.Unseen(HeldScalars.Count(width, device).Plus(past).unsqueeze(1), HeldScalars.Count(past + width, device));
}
