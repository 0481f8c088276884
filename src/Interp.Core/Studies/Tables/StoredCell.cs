using System.Collections.Immutable;
using Interp.Core.Heads;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Tables;

/// <summary>What a study read of one cell, prompt by prompt: no model is needed. Tables are means over this.</summary>
public sealed class StoredCell
{
    private readonly CellData _data;

    private StoredCell(CellData data) => _data = data;

    /// <summary>Which cell.</summary>
    public CellId Id => _data.Cell.Id;

    /// <summary>Its prompts.</summary>
    public PromptSet Prompts => _data.Prompts;

    /// <summary>Every label's score at every state and demonstration, by prompt.</summary>
    public LensReading Lens => _data.Measured.Reading;

    /// <summary>Its ablations as they were resolved.</summary>
    public ImmutableArray<ManifestAblation> Ablations => _data.Cell.Ablations;

    /// <summary>Reads the cells of a results folder that are done, one after the other, in the manifest's order.</summary>
    /// <param name="folder">A results folder.</param>
    /// <exception cref="FileNotFoundException">It is no results folder, or a file of a cell is missing.</exception>
    /// <exception cref="InvalidDataException">A damaged file; the message names it.</exception>
    public static IEnumerable<StoredCell> All(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var (manifest, spec) = (StudyManifest.Read(folder), StudyFolder.SpecOf(folder));
        return manifest.Cells.Where(cell => cell.State == CellState.Done).Select(cell => new StoredCell(CellData.Of(folder, spec, cell)));
    }

    /// <summary>Every head's attention from before the last label to the labels of the other demonstrations, by prompt.</summary>
    /// <param name="kind">Which prompts of the pairs.</param>
    /// <returns>Null where heads were not read.</returns>
    public LabelAttention? Attention(PromptKind kind) => _data.Measured.Heads(kind)?.Attention();
}
