using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Sweeps;

/// <summary>
/// Collects one activation of a whole set, batch by batch: [prompt, …] in the order of the set. Batches narrower than the
/// set are padded with zeros along axes that count tokens, with the last chosen token where tokens were chosen.
/// </summary>
/// <param name="point">What is collected.</param>
/// <param name="positions">Which tokens.</param>
/// <param name="prompts">Prompts of the set.</param>
internal sealed class PromptTensor(HookPoint point, Positions positions, int prompts) : IDisposable
{
    private readonly SweepTally _tally = new(prompts);
    private readonly List<(Tensor Values, int[] Prompts)> _parts = [];

    public HookPoint Point => point;

    /// <summary>Keeps a copy: of a view only the part asked for is to stay, and no later change in place may reach it.</summary>
    public void Add(Tapped tapped)
    {
        _parts.Add((tapped.Values.clone().DetachFromDisposeScope(), [.. tapped.Batch.Members]));
        _tally.Count(tapped.Batch.Size);
    }

    /// <summary>What one batch left, in the order of its rows; the caller owns it.</summary>
    public Tensor TakeRows()
    {
        var only = _parts.Single().Values;
        _parts.Clear();
        return only;
    }

    /// <summary>The whole set; this one is empty afterwards.</summary>
    /// <returns>[prompt, …]; the caller owns it.</returns>
    /// <exception cref="InvalidOperationException">The sweep did not run to its end.</exception>
    public Tensor Take()
    {
        _tally.RequireAll();
        try
        {
            if (_parts is [var (only, order)] && order.SequenceEqual(Enumerable.Range(0, order.Length)))
            {
                _parts.Clear();
                return only;
            }

            return Gather();
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var (values, _) in _parts)
            values.Dispose();
        _parts.Clear();
    }

    private Tensor Gather()
    {
        using var scope = NewDisposeScope();
        var first = _parts[0].Values;
        long[] shape = [.. first.shape.Select((_, axis) => _parts.Max(part => part.Values.shape[axis]))];
        shape[0] = _parts.Sum(part => (long)part.Prompts.Length);
        var all = zeros(shape, dtype: first.dtype, device: first.device);
        foreach (var (values, members) in _parts)
        {
            var padded = positions.IsAll ? values : RepeatLast(values, shape[point.PositionAxis]);
            for (var row = 0; row < members.Length; row++)
            {
                var target = all[members[row]];
                for (var axis = 1; axis < padded.shape.Length; axis++)
                    target = target.narrow(axis - 1, 0, padded.shape[axis]);
                target.copy_(padded[row]);
            }
        }

        return all.DetachFromDisposeScope();
    }

    private Tensor RepeatLast(Tensor values, long count)
    {
        var (axis, have) = (point.PositionAxis, values.shape[point.PositionAxis]);
        return have == count ? values : cat([values, .. Enumerable.Repeat(values.narrow(axis, have - 1, 1), (int)(count - have))], axis);
    }
}
