using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Samples.Shared.Heatmap;

/// <summary>Reads the lens of a text.</summary>
public static class LensHeatmaps
{
    /// <summary>Runs one text.</summary>
    /// <param name="model">The model, with its tokenizer.</param>
    /// <param name="text">The text's tokens: <c>model.Batch("…").Sequences[0]</c>, or a prompt.</param>
    /// <param name="name">The model's name, for titles.</param>
    /// <param name="last">Only so many of the last tokens; null for all.</param>
    public static LensHeatmap Of(HookedTransformer model, IMarkedTokens text, string name, int? last = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        var reading = LogitLens.Tokens(model, [text], Positions.All, new TokenLensOptions { Top = 1 });
        int[] shown = [.. Enumerable.Range(0, text.Tokens.Length).Skip(last is { } count ? Math.Max(0, text.Tokens.Length - count) : 0)];
        return new LensHeatmap
        {
            Model = name,
            Tokens = [.. shown.Select(token => model.Tokenizer.Decode([text.Tokens[token]]))],
            States = [.. reading.States.Select(state => shown.Select(token => Cell(state, token)).ToImmutableArray())],
        };

        LensCell Cell(int state, int token)
        {
            var top = reading.At(0, state, token).Top[0];
            return new LensCell(top.Token < model.Tokenizer.VocabularySize ? model.Tokenizer.Decode([top.Token]) : $"#{top.Token}", top.Probability);
        }
    }
}
