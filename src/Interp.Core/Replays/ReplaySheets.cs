using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Lens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>Label scores of every ablation, collected state by state.</summary>
internal sealed class ReplaySheets
{
    private readonly ImmutableArray<int> _states;
    private readonly IReadOnlyList<Ablation> _ablations;
    private readonly LabelReadout _readout;
    private readonly LensSheet[] _sheets;

    /// <param name="model">The model.</param>
    /// <param name="ablations">The ablations.</param>
    /// <param name="labelTokens">The token that stands for each label.</param>
    /// <param name="options">What is read.</param>
    /// <param name="prompts">Prompts of the set.</param>
    /// <param name="places">Tokens of the window.</param>
    /// <param name="demonstrations">Which demonstrations' labels are predicted there; null where none are.</param>
    public ReplaySheets(
        HookedTransformer model, IReadOnlyList<Ablation> ablations, IReadOnlyList<int> labelTokens, LensOptions options, int prompts, int places, ImmutableArray<int>? demonstrations)
    {
        var shape = new LabelScoresShape(prompts, options.StatesOf(model), demonstrations ?? [.. Enumerable.Range(0, places)], labelTokens.Count)
        {
            PredictsLabels = demonstrations is not null,
            Protocol = options.Protocol ?? Protocol.Corrected,
        };
        _states = shape.States;
        _ablations = ablations;
        _readout = new LabelReadout(options.ReadoutOf(model), labelTokens, options.ReadsVocabulary);
        _sheets = [.. ablations.Select(_ => new LensSheet(shape, _readout))];
    }

    public IReadOnlyList<LabelScores> ToScores() => [.. _sheets.Select(sheet => sheet.ToScores())];

    /// <summary>Where the rows of one batch show their states.</summary>
    /// <param name="members">For each row of the batch its prompt.</param>
    public IReplaySink Sink(ImmutableArray<int> members) => new BatchSink(this, members);

    private sealed class BatchSink(ReplaySheets sheets, ImmutableArray<int> members) : IReplaySink
    {
        /// <summary>What was not touched yet says what the prompts themselves say.</summary>
        public void Clean(int state, Tensor stream)
        {
            if (!sheets._states.Contains(state))
                return;
            sheets._readout.Read(stream, state, (logits, vocabulary) =>
            {
                for (var ablation = 0; ablation < sheets._ablations.Count; ablation++)
                {
                    for (var row = 0; row < members.Length && state <= (sheets._ablations[ablation].FirstLayer ?? int.MaxValue); row++)
                        sheets._sheets[ablation].Write(logits, vocabulary, row, state, members[row]);
                }
            });
        }

        public void Rows(int state, IReadOnlyList<ReplayRow> rows, Tensor stream)
        {
            if (!sheets._states.Contains(state))
                return;
            sheets._readout.Read(stream, state, (logits, vocabulary) =>
            {
                for (var i = 0; i < rows.Count; i++)
                    sheets._sheets[rows[i].Ablation].Write(logits, vocabulary, i, state, members[rows[i].BatchRow]);
            });
        }
    }
}
