using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets;

namespace Interp.Samples.Shared.Lenses;

/// <summary>Rows that lenses are made on, and others that they are judged on: every second row of each class.</summary>
public static class LensTexts
{
    /// <summary>Both halves of a dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    public static (LabeledDataset Made, LabeledDataset Judged) Split(LabeledDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var byPlace = dataset.Examples.Rows.GroupBy(row => row.Class).SelectMany(rows => rows.Index()).ToLookup(row => row.Index % 2, row => row.Item);
        LabeledDataset Half(int place) => dataset with { Examples = dataset.Examples with { Rows = [.. byPlace[place]] } };
        return (Half(0), Half(1));
    }

    /// <summary>The prompts of some kinds of a set, pair by pair.</summary>
    /// <param name="prompts">The set.</param>
    /// <param name="kinds">The kinds; none for both.</param>
    public static ImmutableArray<Prompt> Of(PromptSet prompts, params ReadOnlySpan<PromptKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        PromptKind[] all = kinds.IsEmpty ? Enum.GetValues<PromptKind>() : kinds.ToArray();
        return [.. prompts.Pairs.SelectMany(pair => all.Select(kind => pair[kind]))];
    }
}
