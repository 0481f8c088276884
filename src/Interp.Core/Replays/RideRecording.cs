using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>
/// What riders of a sweep are shown, kept: others can ride later, and see the same to the last bit, without the prompts
/// being run again.
/// </summary>
/// <param name="positions">The tokens that will be replayed.</param>
/// <param name="shelf">Where it is kept; the caller's.</param>
internal sealed class RideRecording(Positions positions, TensorShelf shelf) : IRidingReader
{
    private readonly List<Ride> _rides = [];

    /// <summary>True once a sweep was recorded, and all of it could be kept.</summary>
    public bool IsWhole => _rides.Count > 0 && _rides.All(ride => ride.IsWhole);

    /// <summary>Bytes that a sweep will need, at most.</summary>
    public static long BytesOf(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        var info = model.Info;
        return checked(2L * info.Layers * info.KvHeads * info.DHead * model.FinalNorm.Gain.element_size() * set.Count * set.Max(prompt => prompt.Tokens.Length));
    }

    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set) => [];

    public IPassRider Rider(HookedTransformer model, Batch batch)
    {
        var ride = new Ride(batch, ReplayWindow.Of(positions, batch).Tokens, shelf);
        _rides.Add(ride);
        return ride;
    }

    /// <summary>Lets a reader ride; it replays the same tokens.</summary>
    /// <remarks>Block by block, so that a model whose blocks are streamed reads each once.</remarks>
    /// <param name="model">The model that was recorded.</param>
    /// <param name="set">The prompts that were.</param>
    /// <param name="reader">Who rides, and wants nothing else.</param>
    /// <param name="cancellation">Ends it between two blocks.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Replay(HookedTransformer model, IReadOnlyList<IMarkedTokens> set, IRidingReader reader, CancellationToken cancellation)
    {
        if (!IsWhole || reader.Wants(model, set).Any())
            throw new InvalidOperationException("Only riders can be served by a recording, and only by a whole one.");
        using var noGrad = no_grad();
        IPassRider[] riders = [.. _rides.Select(ride => reader.Rider(model, ride.Batch))];
        try
        {
            for (var layer = 0; layer < model.Info.Layers; layer++)
            {
                foreach (var (rider, ride) in riders.Zip(_rides))
                {
                    cancellation.ThrowIfCancellationRequested();
                    ride.Show(rider, layer);
                }
            }

            foreach (var (rider, ride) in riders.Zip(_rides))
                ride.ShowEnd(rider);
        }
        finally
        {
            foreach (var rider in riders)
                rider.Dispose();
        }
    }

    /// <summary>One batch.</summary>
    private sealed class Ride(Batch batch, ImmutableArray<ImmutableArray<int>> window, TensorShelf shelf) : IPassRider
    {
        private readonly List<Shown> _blocks = [];
        private Func<Tensor>? _end;
        private bool _isFull;

        public Batch Batch => batch;

        public ImmutableArray<ImmutableArray<int>> Window => window;

        public bool IsWhole => _end is not null;

        void IPassRider.Ride(int layer, Tensor entering, Tensor keys, Tensor values, Listeners interventions) =>
            Keep(() => _blocks.Add(new Shown(shelf.Keep(entering), shelf.Keep(keys), shelf.Keep(values), interventions)));

        public void Finish(Tensor stream) => Keep(() => _end = shelf.Keep(stream));

        public void Show(IPassRider rider, int layer)
        {
            using var scope = NewDisposeScope();
            var block = _blocks[layer];
            rider.Ride(layer, block.Entering(), block.Keys(), block.Values(), block.Interventions);
        }

        public void ShowEnd(IPassRider rider)
        {
            using var scope = NewDisposeScope();
            rider.Finish(_end!());
        }

        public void Dispose()
        {
        }

        /// <summary>A full disk costs the recording, not the sweep.</summary>
        private void Keep(Action keep)
        {
            if (_isFull)
                return;
            try
            {
                keep();
            }
            catch (IOException)
            {
                _isFull = true;
            }
        }

        private sealed record Shown(Func<Tensor> Entering, Func<Tensor> Keys, Func<Tensor> Values, Listeners Interventions);
    }
}
