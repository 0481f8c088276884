using System.Collections.Immutable;
using Interp.Datasets.Benchmarks;

namespace Interp.Datasets;

/// <summary>Datasets that need no files: <see cref="Unnatural"/>, and every draw of <see cref="Categories"/>.</summary>
public static class BuiltInDatasets
{
    private const char Separator = '+';

    /// <summary>Finds a dataset by name.</summary>
    /// <param name="name">
    /// "unnatural"; or categories joined by plus signs ("color+city+tool"), each with the label word it is to have instead
    /// of its own name where there is one ("color=A+city=B+tool=C").
    /// </param>
    /// <returns>Null where the name is neither.</returns>
    /// <exception cref="ArgumentException">A category is given twice, or two have the same label.</exception>
    public static LabeledDataset? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == Unnatural.Benchmark.Key)
            return Unnatural.Load();

        ImmutableArray<string[]> parts = [.. name.Split(Separator).Select(part => part.Split('=', 2))];
        return parts.Length > 1 && parts.All(part => Categories.Names.Contains(part[0]))
            ? Categories.Load([.. parts.Select(part => part[0])], [.. parts.Select(part => part[^1])])
            : null;
    }

    /// <summary>The name by which a draw is found.</summary>
    /// <param name="categories">Categories.</param>
    /// <param name="labels">The label word of each.</param>
    internal static string NameOf(ImmutableArray<string> categories, ImmutableArray<string> labels) =>
        string.Join(Separator, categories.Zip(labels, (category, label) => category == label ? category : $"{category}={label}"));
}
