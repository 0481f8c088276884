using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>Keeps every state of the chosen tokens of a set, without padding: what a lens is trained on.</summary>
/// <param name="positions">Which tokens.</param>
/// <param name="mostBytes">Refused where it would be more.</param>
internal sealed class StreamReader(Positions positions, long mostBytes) : IReader, IDisposable
{
    private SweepTally _tally = new(0);
    private Tensor[] _streams = []; // by state: [row, d_model]
    private ImmutableArray<int> _first;

    /// <summary>Rows of a text.</summary>
    public IEnumerable<long> RowsOf(int text) => Enumerable.Range(_first[text], _first[text + 1] - _first[text]).Select(row => (long)row);

    /// <inheritdoc/>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        Dispose();
        var counts = positions.Resolve(Batch.Of(set)).Select(list => list.Length);
        _first = [.. counts.Aggregate(new List<int> { 0 }, (sums, count) => { sums.Add(checked(sums[^1] + count)); return sums; })];
        var states = model.Info.Layers + 1;
        var bytes = (long)_first[^1] * states * model.Info.DModel * model.FinalNorm.Gain.element_size();
        if (bytes > mostBytes)
        {
            throw new ArgumentException(
                $"The states of {_first[^1]} tokens take {bytes} bytes ({states} states of width {model.Info.DModel}), more than {nameof(TunedLensOptions.StreamBytes)} {mostBytes}: give fewer texts, fewer {nameof(TunedLensOptions.Positions)}, or raise it.");
        }

        _streams = [.. Enumerable.Range(0, states).Select(_ => empty(_first[^1], model.Info.DModel, dtype: model.Dtype, device: model.LastDevice).DetachFromDisposeScope())];
        _tally = new SweepTally(set.Count * states);
        return [.. Enumerable.Range(0, states).Select(state => new Want(States.PointOf(state), positions, x => Take(x, state)))];
    }

    /// <summary>All rows of a state, [row, d_model]; this one's.</summary>
    /// <exception cref="InvalidOperationException">The sweep did not run to its end.</exception>
    public Tensor At(int state)
    {
        _tally.RequireAll();
        return _streams[state];
    }

    public void Dispose()
    {
        foreach (var stream in _streams)
            stream.Dispose();
        _streams = [];
    }

    private void Take(Tapped tapped, int state)
    {
        using var scope = NewDisposeScope();
        var members = tapped.Batch.Members;
        for (var row = 0; row < members.Length; row++)
        {
            var (start, end) = (_first[members[row]], _first[members[row] + 1]);
            _streams[state].narrow(0, start, end - start).copy_(tapped.Values[row].narrow(0, 0, end - start).On(_streams[state].device));
            _tally.Count();
        }
    }
}
