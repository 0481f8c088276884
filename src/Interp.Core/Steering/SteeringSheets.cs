using System.Collections.Immutable;
using Interp.Core.Lens;
using static TorchSharp.torch;

namespace Interp.Core.Steering;

/// <summary>Label scores of every dose, collected state by state.</summary>
/// <param name="doses">The doses.</param>
/// <param name="shape">What the scores of each are of.</param>
/// <param name="readout">What reads.</param>
internal sealed class SteeringSheets(IReadOnlyList<SteeringDose> doses, LabelScoresShape shape, LabelReadout readout)
{
    private readonly LensSheet[] _sheets = [.. doses.Select(_ => new LensSheet(shape, readout))];

    public IReadOnlyList<LabelScores> ToScores() => [.. _sheets.Select(sheet => sheet.ToScores())];

    /// <summary>What no vector was added to yet says what the prompts themselves say.</summary>
    /// <param name="state">Which state.</param>
    /// <param name="stream">[batch, window, d_model]</param>
    /// <param name="members">For each row of the batch its prompt.</param>
    public void Clean(int state, Tensor stream, ImmutableArray<int> members)
    {
        int[] later = [.. Enumerable.Range(0, doses.Count).Where(dose => doses[dose].Vector.State > state)];
        if (later.Length == 0 || !shape.States.Contains(state))
            return;
        readout.Read(stream, state, (logits, vocabulary) =>
        {
            foreach (var dose in later)
            {
                for (var row = 0; row < members.Length; row++)
                    _sheets[dose].Write(logits, vocabulary, row, state, members[row]);
            }
        });
    }

    /// <summary>What steered rows say.</summary>
    /// <param name="state">Which state.</param>
    /// <param name="stream">[row, window, d_model]</param>
    /// <param name="members">For each row of the batch its prompt.</param>
    /// <param name="chunk">The doses of each prompt, in the order of its rows.</param>
    public void Steered(int state, Tensor stream, ImmutableArray<int> members, ImmutableArray<int> chunk)
    {
        if (!shape.States.Contains(state))
            return;
        readout.Read(stream, state, (logits, vocabulary) =>
        {
            for (var row = 0; row < members.Length * chunk.Length; row++)
                _sheets[chunk[row % chunk.Length]].Write(logits, vocabulary, row, state, members[row / chunk.Length]);
        });
    }
}
