using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>
/// Tokens of the window, many variants of each prompt side by side: each row attends to its prompt's recorded keys and to
/// its own tokens of the window.
/// </summary>
internal sealed class ReplayedTokens : SequenceView, IDisposable
{
    private readonly Recording _recording;
    private readonly ReplayWindow _window;
    private readonly int[] _prompts;
    private readonly Tensor _positions; // [row, window]

    /// <param name="recording">Keys and values.</param>
    /// <param name="window">Where the tokens stand.</param>
    /// <param name="prompts">The prompt of each row; a pass may use the first rows only.</param>
    /// <param name="device">The model's device.</param>
    public ReplayedTokens(Recording recording, ReplayWindow window, int[] prompts, Device device)
    {
        _recording = recording;
        _window = window;
        _prompts = prompts;
        var positions = prompts.SelectMany(prompt => Enumerable.Range(window.Starts[prompt], window.Width)).Select(position => (long)position).ToArray();
        using var scope = NewDisposeScope();
        _positions = tensor(positions, device: device).view(prompts.Length, window.Width).DetachFromDisposeScope();
    }

    public void Dispose() => _positions.Dispose();

    public override Tensor Rotate(Tensor x, Rotary rotary) =>
        rotary.Rotate(x, _positions.narrow(0, 0, x.shape[0]), _window.Starts.Max() + _window.Width);

    public override Tensor Mix(Tensor q, Tensor k, Tensor v, double scale, int layer, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        var groups = Enumerable.Range(0, (int)q.shape[0]).GroupBy(row => _prompts[row]).ToArray();
        if (groups.Length == 1)
            return MixPrompt(q * scale, k, v, layer, groups[0].Key).MoveToOuterDisposeScope();

        var mixed = new List<Tensor>();
        var order = new List<long>();
        foreach (var group in groups)
        {
            var rows = tensor(group.Select(row => (long)row).ToArray(), device: q.device);
            mixed.Add(MixPrompt(q.index_select(0, rows) * scale, k.index_select(0, rows), v.index_select(0, rows), layer, group.Key));
            order.AddRange(group.Select(row => (long)row));
        }

        var back = new long[order.Count];
        for (var i = 0; i < order.Count; i++)
            back[order[i]] = i;
        return cat(mixed, 0).index_select(0, tensor(back, device: q.device)).MoveToOuterDisposeScope();
    }

    /// <summary>All rows of one prompt, as one product per key/value head.</summary>
    /// <param name="q">Scaled queries, [row, window, head, d_head]</param>
    /// <param name="k">[row, window, kv_head, d_head]</param>
    /// <param name="v">[row, window, kv_head, d_head]</param>
    /// <param name="layer">The block.</param>
    /// <param name="prompt">The prompt.</param>
    /// <returns>[row, window, head, d_head]</returns>
    private Tensor MixPrompt(Tensor q, Tensor k, Tensor v, int layer, int prompt)
    {
        var (rows, width, heads, dHead) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3]);
        var kvHeads = k.shape[2];
        var group = heads / kvHeads;
        var queries = q.view(rows, width, kvHeads, group, dHead).permute(2, 0, 3, 1, 4).reshape(kvHeads, rows * group * width, dHead);
        var ownKeys = k.permute(2, 0, 1, 3);   // [kv_head, row, window, d_head]
        var ownValues = v.permute(2, 0, 1, 3); // [kv_head, row, window, d_head]
        var past = _recording.Keys(layer, prompt);
        var length = past.shape[1];

        var toPast = matmul(queries, past.transpose(1, 2)).view(kvHeads, rows, group * width, length);
        var toOwn = matmul(queries.view(kvHeads, rows, group * width, dHead), ownKeys.transpose(2, 3)); // [kv_head, row, group*window, window]
        if (width > 1)
            toOwn = toOwn.masked_fill(Later(group, width, q.device), double.NegativeInfinity);

        var pattern = cat([toPast, toOwn], -1).softmax(-1); // [kv_head, row, group*window, key+window]
        var fromPast = matmul(pattern.narrow(-1, 0, length).reshape(kvHeads, rows * group * width, length), _recording.Values(layer, prompt));
        var fromOwn = matmul(pattern.narrow(-1, length, width), ownValues); // [kv_head, row, group*window, d_head]
        return (fromPast.view(kvHeads, rows, group, width, dHead) + fromOwn.view(kvHeads, rows, group, width, dHead))
            .permute(1, 3, 0, 2, 4).reshape(rows, width, heads, dHead);
    }

    /// <summary>True where a token of the window would see a later one: [group*window, window].</summary>
    private static Tensor Later(long group, long width, Device device)
    {
        var tokens = arange(width, int64, device: device);
        return (tokens.unsqueeze(0) > tokens.unsqueeze(1)).repeat(group, 1);
    }
}
