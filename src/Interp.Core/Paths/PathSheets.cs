using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>Label scores of the last state before the last label: of both kinds of prompts as they are, and under every set of paths.</summary>
internal sealed class PathSheets
{
    private readonly IReadOnlyList<PathSet> _sets;
    private readonly int _state;
    private readonly LabelReadout _readout;
    private readonly ByKind<LensSheet> _whole;
    private readonly Dictionary<PathSet, LensSheet> _patched;

    public PathSheets(HookedTransformer model, PromptSet prompts, IReadOnlyList<PathSet> sets)
    {
        (_sets, _state) = (sets, model.Info.Layers);
        var options = new LensOptions { Protocol = prompts.Protocol };
        var shape = new LabelScoresShape(prompts.Pairs.Length, [_state], [prompts.Demonstrations - 1], prompts.LabelTokens.Length) { Protocol = prompts.Protocol };
        _readout = new LabelReadout(options.ReadoutOf(model), prompts.LabelTokens, options.ReadsVocabulary);
        _whole = new(new LensSheet(shape, _readout), new LensSheet(shape, _readout));
        _patched = sets.Distinct().ToDictionary(set => set, _ => new LensSheet(shape, _readout));
    }

    /// <summary>Reads prompts as they are.</summary>
    public void Read(PromptKind kind, PathRun run) => _whole[kind].Read(run.Last, _state, run.Batch.Members);

    /// <summary>Reads patched rows.</summary>
    /// <param name="state">The last state, [row, 1, d_model].</param>
    /// <param name="rows">For each row its set and prompt.</param>
    public void Read(Tensor state, ImmutableArray<(PathSet Set, int Prompt)> rows) => _readout.Read(state, _state, (logits, vocabulary) =>
    {
        for (var row = 0; row < rows.Length; row++)
            _patched[rows[row].Set].Write(logits, vocabulary, row, _state, rows[row].Prompt);
    });

    /// <summary>Both kinds as they are.</summary>
    public ByKind<LabelScores> Whole() => _whole.Select((_, sheet) => sheet.ToScores());

    /// <summary>For each set what was read, in the order of the sets.</summary>
    public ImmutableArray<LabelScores> Patched()
    {
        var scores = _patched.ToDictionary(pair => pair.Key, pair => pair.Value.ToScores());
        return [.. _sets.Select(set => scores[set])];
    }
}
