using Interp.Core.Batches;
using Interp.Core.Replays;
using Interp.Core.Studies.Stores;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Running;

/// <summary>
/// What windows leave for their ablations while the heads to be ablated are chosen: their prompts need not go through the
/// model again. Windows that there is no room for do.
/// </summary>
/// <param name="options">How much is kept.</param>
internal sealed class WindowRecordings(StudyRunOptions options) : IDisposable
{
    private readonly Dictionary<PairWindow, RideRecording> _recordings = [];
    private readonly TensorShelf _shelf = new(options.KeptInMemory, folder: null);
    private long _bytes;

    /// <summary>What a sweep is to record in.</summary>
    /// <param name="window">The window.</param>
    /// <param name="model">The model.</param>
    /// <param name="set">The window's prompts.</param>
    /// <returns>Null where there is no room.</returns>
    public RideRecording? Begin(PairWindow window, HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        var bytes = RideRecording.BytesOf(model, set);
        if (_bytes + bytes > options.KeptBytes)
            return null;
        _bytes += bytes;
        return _recordings[window] = new RideRecording(Positions.LastPreLabel, _shelf);
    }

    /// <summary>What a window left; null where it left nothing.</summary>
    public RideRecording? Of(PairWindow window) => _recordings.GetValueOrDefault(window) is { IsWhole: true } recording ? recording : null;

    public void Dispose() => _shelf.Dispose();
}
