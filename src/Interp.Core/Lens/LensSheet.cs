using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Interp.Core.Lens;

/// <summary>Collects a reading, batch by batch and layer by layer.</summary>
internal sealed class LensSheet(int prompts, int layers, int positions, IReadOnlyList<int> labelTokens, bool fullVocabulary)
{
    private readonly float[] _logits = new float[checked(prompts * layers * positions * labelTokens.Count)];
    private readonly float[]? _logNormalizer = fullVocabulary ? new float[prompts * layers * positions] : null;

    /// <param name="readout">Whose lens.</param>
    /// <param name="stream">[batch, position, d_model]</param>
    /// <param name="layer">Hidden index.</param>
    /// <param name="group">For each row of the batch its prompt.</param>
    public void Write(LensReadout readout, Tensor stream, int layer, ImmutableArray<int> group)
    {
        using var normalized = readout.Normalized(stream, layer);
        Write(readout.LogitsOf(normalized, labelTokens), layer, group);
        if (_logNormalizer is not null)
            Scatter(readout.LogNormalizers(normalized), _logNormalizer, layer, group, 1);
    }

    /// <param name="logits">[batch, position, label]</param>
    /// <param name="layer">Hidden index.</param>
    /// <param name="group">For each row of the batch its prompt.</param>
    public void Write(ReadOnlySpan<float> logits, int layer, ImmutableArray<int> group) => Scatter(logits, _logits, layer, group, labelTokens.Count);

    public LabelScores ToScores() => new(prompts, layers, positions, labelTokens.Count, _logits, _logNormalizer);

    /// <summary>Copies rows [batch*position, width] to their prompts' places.</summary>
    private void Scatter(ReadOnlySpan<float> values, float[] target, int layer, ImmutableArray<int> group, int width)
    {
        for (var row = 0; row < group.Length; row++)
            values.Slice(row * positions * width, positions * width).CopyTo(target.AsSpan((group[row] * layers + layer) * positions * width));
    }
}
