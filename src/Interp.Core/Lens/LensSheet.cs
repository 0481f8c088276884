using System.Collections.Immutable;
using Interp.Core.Sweeps;
using static TorchSharp.torch;

namespace Interp.Core.Lens;

/// <summary>Collects a reading, batch by batch and state by state.</summary>
/// <param name="shape">What the scores will be of.</param>
/// <param name="readout">What reads.</param>
internal sealed class LensSheet(LabelScoresShape shape, LabelReadout readout)
{
    private readonly float[] _logits = new float[checked(shape.Prompts * shape.PredictionsAPrompt * shape.Labels)];
    private readonly SweepTally _tally = new(shape.Prompts * shape.States.Length);
    private readonly VocabularyScores? _vocabulary =
        readout.FullVocabulary ? new(new float[shape.Prompts * shape.PredictionsAPrompt], new float[shape.Prompts * shape.PredictionsAPrompt]) : null;

    /// <exception cref="ArgumentException">Something that was read is no number.</exception>
    /// <exception cref="InvalidOperationException">Not all was read.</exception>
    public LabelScores ToScores()
    {
        readout.Finish();
        _tally.RequireAll();
        return new(shape, _logits, _vocabulary);
    }

    /// <summary>Reads a stream and writes what it says.</summary>
    /// <param name="stream">[batch, token, d_model]</param>
    /// <param name="state">Which state.</param>
    /// <param name="members">For each row of the batch its prompt.</param>
    public void Read(Tensor stream, int state, ImmutableArray<int> members) => readout.Read(stream, state, (logits, vocabulary) =>
    {
        for (var row = 0; row < members.Length; row++)
            Write(logits, vocabulary, row, state, members[row]);
    });

    /// <summary>Writes one row of what was read.</summary>
    /// <param name="logits">[row, place, label]</param>
    /// <param name="vocabulary">[row, place]</param>
    /// <param name="row">Which row.</param>
    /// <param name="state">Which state.</param>
    /// <param name="prompt">Whose it is.</param>
    public void Write(float[] logits, VocabularyScores? vocabulary, int row, int state, int prompt)
    {
        _tally.Count();
        Copy(logits, _logits, row, state, prompt, shape.Demonstrations.Length * shape.Labels);
        if (_vocabulary is null)
            return;
        Copy(vocabulary!.LogNormalizer, _vocabulary.LogNormalizer, row, state, prompt, shape.Demonstrations.Length);
        Copy(vocabulary.LargestOther, _vocabulary.LargestOther, row, state, prompt, shape.Demonstrations.Length);
    }

    private void Copy(float[] from, float[] to, int row, int state, int prompt, int width) =>
        from.AsSpan(row * width, width).CopyTo(to.AsSpan((prompt * shape.States.Length + shape.StateAxis.PlaceOf(state, nameof(state))) * width));
}
