using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>Where replayed rows show their stream.</summary>
internal interface IReplaySink
{
    /// <summary>The prompts' own stream at the window, as it is where nothing was touched yet.</summary>
    /// <param name="state">Which state of the stream.</param>
    /// <param name="stream">[batch, window, d_model]</param>
    void Clean(int state, Tensor stream);

    /// <summary>The stream of the rows at work.</summary>
    /// <param name="state">Which state of the stream.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="stream">[row, window, d_model]</param>
    void Rows(int state, IReadOnlyList<ReplayRow> rows, Tensor stream);
}
