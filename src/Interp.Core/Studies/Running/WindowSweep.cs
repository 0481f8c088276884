using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Readings;
using Interp.Core.Studies.Stores;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Running;

/// <summary>One window of a cell: its pairs go through the model once, correct and false in turn, and every missing reading is taken on the way.</summary>
/// <param name="store">Where readings are kept.</param>
/// <param name="prompts">The cell's prompts.</param>
/// <param name="window">Which pairs.</param>
/// <param name="of">The lens that reads states; null where none is to be read.</param>
internal sealed class WindowSweep(CellStore store, PromptSet prompts, PairWindow window, CellLens? of = null)
{
    private static readonly int Kinds = Enum.GetValues<PromptKind>().Length;

    private readonly Prompt[] _set =
        [.. prompts.Pairs.Skip(window.First).Take(window.Count).SelectMany(pair => Enum.GetValues<PromptKind>().Select(kind => pair[kind] with { Protocol = prompts.Protocol }))];

    /// <summary>The readings that are not there yet.</summary>
    public CellReadings Missing(CellReadings wanted) => wanted with
    {
        Lens = wanted.Lens is { } lens && store.Has(CellReadings.FolderOf(lens), window) ? null : wanted.Lens,
        Heads = wanted.Heads && !store.Has(CellReadings.FolderOf(StudyReading.Heads), window),
        Ablations = [.. wanted.Ablations.Where(ablation => !store.Has(ablation.Folder, window))],
    };

    /// <summary>Takes and keeps readings.</summary>
    /// <param name="model">The model.</param>
    /// <param name="readings">Which; not none.</param>
    /// <param name="sweep">How prompts are run.</param>
    /// <param name="recordings">Where what ablations need is left for later; null for nowhere.</param>
    public void Run(HookedTransformer model, CellReadings readings, SweepOptions sweep, WindowRecordings? recordings = null)
    {
        var lens = readings.Lens is { } reading ? new LensReader(prompts.LabelTokens, new LensOptions { FullVocabulary = reading == StudyReading.Vocabulary, Readout = of?.Readout }) : null;
        var heads = readings.Heads ? new HeadReadings(_set, prompts.LabelTokens) : null;
        var replay = ReplayOf(readings.Ablations);
        IReader?[] readers = [new LastBlock(), lens, .. heads?.Readers ?? [], replay, recordings?.Begin(window, model, _set)];
        Sweep.Run(model, _set, [.. readers.OfType<IReader>()], sweep);

        if (lens is not null)
            store.Write(CellReadings.FolderOf(readings.Lens!.Value), window, ScoreArrays.Of(lens.Scores, Kinds));
        if (heads is not null)
            store.Write(CellReadings.FolderOf(StudyReading.Heads), window, heads.ToArrays(model, Kinds));
        if (replay is not null)
            WriteAblations(readings.Ablations, replay.Scores);
    }

    /// <summary>Takes and keeps ablations of what the window left.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ablations">Which; not none.</param>
    /// <param name="recording">What it left.</param>
    /// <param name="cancellation">Ends it between two blocks.</param>
    public void Replay(HookedTransformer model, ImmutableArray<AblationReading> ablations, RideRecording recording, CancellationToken cancellation)
    {
        var replay = ReplayOf(ablations)!;
        recording.Replay(model, _set, replay, cancellation);
        WriteAblations(ablations, replay.Scores);
    }

    private ReplayReader? ReplayOf(ImmutableArray<AblationReading> ablations) =>
        ablations.IsEmpty ? null : new ReplayReader([.. ablations.SelectMany(ablation => ablation.Sets)], prompts.LabelTokens, options: new LensOptions { Readout = of?.Readout });

    private void WriteAblations(ImmutableArray<AblationReading> ablations, IReadOnlyList<LabelScores> scores)
    {
        var done = 0;
        foreach (var ablation in ablations)
        {
            store.Write(ablation.Folder, window, ScoreArrays.OfSets([.. scores.Skip(done).Take(ablation.Sets.Length)], Kinds));
            done += ablation.Sets.Length;
        }
    }

    /// <summary>
    /// Wants of the last block what the lens wants, whoever else reads: rows that are computed together decide the last
    /// bits, and those must not depend on which readings a killed or amended study still lacks.
    /// </summary>
    private sealed class LastBlock : IReader
    {
        public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set) => [new(HookPoint.ResidPost(model.Info.Layers - 1), Positions.PreLabel, _ => { })];
    }
}
