using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Statistics;
using Interp.Core.Studies.Measures;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Readings;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Tables;

/// <summary>What was read of one cell, from its folder: no model is needed.</summary>
internal sealed class CellData
{
    private readonly CellStore _store;
    private readonly PairWindow[] _windows;

    private CellData(StudySpec spec, ManifestCell cell, CellStore store)
    {
        (Spec, Cell, _store) = (spec, cell, store);
        _windows = [.. PairWindow.Of(cell.Pairs, cell.WindowPairs)];
        if (Unread().FirstOrDefault() is { } unread)
            throw new InvalidDataException($"{cell.Id}: the measure {unread.Name} needs the {unread.Needs.ToString().ToLowerInvariant()} of the prompts, which was not read. Add it to the spec and run the study: what was read stays.");
        Prompts = store.Prompts();
        Resamples = new Resamples(cell.Pairs, SeedOf(spec, cell.Id.Dataset), spec.Resamples);
        var reading = new LensReading(Prompts, Scores(LensFolder(spec, store, _windows), set: 0, [.. Enumerable.Range(0, Prompts.Demonstrations)]));
        Measured = new MeasuredCell(Source, reading, Resamples, Heads, method => store.Read(CellReadings.FolderOf(method), [Whole]));
    }

    private PairWindow Whole => new(0, Cell.Pairs);

    /// <summary>The spec.</summary>
    public StudySpec Spec { get; }

    /// <summary>The cell.</summary>
    public ManifestCell Cell { get; }

    /// <summary>Its prompts.</summary>
    public PromptSet Prompts { get; }

    /// <summary>What measures are taken of.</summary>
    public MeasuredCell Measured { get; }

    /// <summary>Whose rows are made.</summary>
    public RowSource Source => Cell.Source(Spec.Protocol);

    /// <summary>The draws of its pairs: the same in all settings, formats and models of a dataset, which show the same examples.</summary>
    public Resamples Resamples { get; }

    /// <summary>Reads a cell.</summary>
    /// <exception cref="InvalidDataException">A damaged file; the message names it.</exception>
    public static CellData Of(string folder, StudySpec spec, ManifestCell cell) => new(spec, cell, StudyFolder.Cell(folder, cell.Key!));

    /// <summary>The seed of a dataset's draws.</summary>
    public static ulong SeedOf(StudySpec spec, string dataset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"resamples {spec.Seed} {dataset}")));

    /// <summary>The lens at the last demonstration, set by set, under an ablation.</summary>
    public IReadOnlyList<ByKind<LabelScores>> Ablated(ManifestAblation ablation)
    {
        var arrays = _store.Read(ablation.Reading, _windows);
        return [.. Enumerable.Range(0, ScoreArrays.SetsOf(arrays)).Select(set => ScoreArrays.ToScores(arrays, set, Prompts.Protocol, [Prompts.Demonstrations - 1]))];
    }

    private HeadArrays? Heads(PromptKind kind)
    {
        var reading = CellReadings.FolderOf(StudyReading.Heads);
        return _windows.All(window => _store.Has(reading, window)) ? new HeadArrays(_store.Read(reading, _windows), kind) : null;
    }

    private ByKind<LabelScores> Scores(string reading, int set, ImmutableArray<int> demonstrations) =>
        ScoreArrays.ToScores(_store.Read(reading, _windows), set, Prompts.Protocol, demonstrations);

    /// <summary>The reading that the measures need, or the one with the vocabulary, which has all that is in the other.</summary>
    private static string LensFolder(StudySpec spec, CellStore store, PairWindow[] windows)
    {
        StudyReading[] serve = [CellReadings.Of(spec, choosesHeads: false).Lens!.Value, StudyReading.Vocabulary];
        return serve.Select(CellReadings.FolderOf).FirstOrDefault(folder => windows.All(window => store.Has(folder, window))) ?? CellReadings.FolderOf(serve[0]);
    }

    /// <summary>Measures that need something of a cell that is not there.</summary>
    private IEnumerable<StudyMeasure> Unread() => Spec.Measures.Select(name => StudyMeasure.Find(name)!).Where(measure => measure.Needs switch
    {
        StudyReading.Labels => false,
        _ when CellReadings.IsOfWholeCells(measure.Needs) => !_store.Has(CellReadings.FolderOf(measure.Needs), Whole),
        _ => !_windows.All(window => _store.Has(CellReadings.FolderOf(measure.Needs), window)),
    });
}
