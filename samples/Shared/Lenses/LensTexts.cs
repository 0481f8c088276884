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

    /// <summary>The correct and the false prompts of a set, one after the other.</summary>
    /// <param name="prompts">The set.</param>
    public static ImmutableArray<Prompt> Both(PromptSet prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return [.. prompts.Pairs.SelectMany(pair => new[] { pair.Correct, pair.False })];
    }
}
