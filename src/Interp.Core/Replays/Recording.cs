using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>What one pass left behind: keys and values of the blocks from one on, and the stream at the window.</summary>
internal sealed class Recording : IDisposable
{
    private readonly int _first;
    private readonly Tensor?[] _keys;    // [layer] of [batch, pos, kv_head, d_head], rotated
    private readonly Tensor?[] _values;  // [layer] of [batch, pos, kv_head, d_head]
    private readonly Tensor?[] _streams; // [layer] of [batch, window, d_model]

    private Recording(int layers, int first)
    {
        _first = first;
        _keys = new Tensor?[layers];
        _values = new Tensor?[layers];
        _streams = new Tensor?[layers + 1];
    }

    /// <summary>The first block that was recorded.</summary>
    public int First => _first;

    public static Recording Make(HookedTransformer model, Batch batch, ReplayWindow window, int first)
    {
        var layers = model.Info.Layers;
        var recording = new Recording(layers, first);
        var inside = Positions.Of(batch, window.Tokens);
        var wants = new List<Want> { new(HookPoint.ResidPost(layers - 1), inside, x => recording._streams[^1] = Retained.Of(x.Values)) };
        for (var layer = 0; layer < layers; layer++)
        {
            var l = layer;
            wants.Add(new(HookPoint.ResidPre(l), inside, x => recording._streams[l] = Retained.Of(x.Values)));
            if (l < first)
                continue;
            wants.Add(new(model.FinalKeys(l), Positions.All, x => recording._keys[l] = Retained.Of(x.Values)));
            wants.Add(new(HookPoint.V(l), Positions.All, x => recording._values[l] = Retained.Of(x.Values)));
        }

        try
        {
            using var pass = model.Start(batch, wants: wants).ToTheEnd();
            return recording;
        }
        catch
        {
            recording.Dispose();
            throw;
        }
    }

    /// <summary>A state of the stream at the window: [batch, window, d_model].</summary>
    public Tensor Stream(int state) => _streams[state]!;

    /// <summary>Rotated keys, [batch, pos, kv_head, d_head].</summary>
    public Tensor Keys(int layer) => _keys[layer]!;

    /// <summary>Values, [batch, pos, kv_head, d_head].</summary>
    public Tensor Values(int layer) => _values[layer]!;

    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values).Concat(_streams))
            tensor?.Dispose();
    }
}
