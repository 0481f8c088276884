using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>What one forward pass left behind: keys and values before the window, and the stream inside it.</summary>
internal sealed class Recording : IDisposable
{
    private readonly Tensor[,] _keys;    // [layer, prompt] of [kv_head, key, d_head], rotated
    private readonly Tensor[,] _values;  // [layer, prompt] of [kv_head, key, d_head]
    private readonly Tensor[] _streams;  // [hidden index] of [prompt, window, d_model]

    private Recording(int layers, int prompts)
    {
        _keys = new Tensor[layers, prompts];
        _values = new Tensor[layers, prompts];
        _streams = new Tensor[layers + 1];
    }

    public static Recording Make(HookedTransformer model, Batch batch, ReplayWindow window)
    {
        var recording = new Recording(model.Info.Layers, batch.Size);
        var inside = Positions.At(window.Starts.Select(start => Enumerable.Range(start, window.Width)));
        var scopes = new List<HookScope> { model.Tap(HookPoint.ResidPost(model.Info.Layers - 1), inside, x => recording._streams[^1] = x.DetachFromDisposeScope()) };
        for (var i = 0; i < model.Info.Layers; i++)
        {
            var layer = i;
            scopes.Add(model.Tap(HookPoint.ResidPre(layer), inside, x => recording._streams[layer] = x.DetachFromDisposeScope()));
            scopes.Add(model.Tap(model.RotatesKeys ? HookPoint.RotK(layer) : HookPoint.K(layer), Positions.All, x => Keep(recording._keys, layer, x, window)));
            scopes.Add(model.Tap(HookPoint.V(layer), Positions.All, x => Keep(recording._values, layer, x, window)));
        }

        try
        {
            using (HookScope.Join(scopes))
                model.Run(batch);
            return recording;
        }
        catch
        {
            recording.Dispose();
            throw;
        }
    }

    /// <summary>The stream entering a block, or leaving the last one: [prompt, window, d_model].</summary>
    public Tensor Stream(int hiddenIndex) => _streams[hiddenIndex];

    /// <summary>Rotated keys before the window, [kv_head, key, d_head].</summary>
    public Tensor Keys(int layer, int prompt) => _keys[layer, prompt];

    /// <summary>Values before the window, [kv_head, key, d_head].</summary>
    public Tensor Values(int layer, int prompt) => _values[layer, prompt];

    public void Dispose()
    {
        foreach (var tensor in _keys.Cast<Tensor?>().Concat(_values.Cast<Tensor?>()).Concat(_streams))
            tensor?.Dispose();
    }

    /// <param name="target">Keys or values.</param>
    /// <param name="layer">The block.</param>
    /// <param name="x">[batch, pos, kv_head, d_head]</param>
    /// <param name="window">What is before it is kept.</param>
    private static void Keep(Tensor[,] target, int layer, Tensor x, ReplayWindow window)
    {
        for (var prompt = 0; prompt < window.Starts.Length; prompt++)
        {
            var before = x[prompt].narrow(0, 0, window.Starts[prompt]).transpose(0, 1); // [kv_head, key, d_head]
            target[layer, prompt] = empty(before.shape, dtype: x.dtype, device: x.device).copy_(before).DetachFromDisposeScope();
        }
    }
}
