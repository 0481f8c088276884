using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>
/// Everyday objects in 24 categories of 30 words each, and tasks drawn from them: some categories, and which category an
/// object is of. The lists are this library's own; <see cref="Unnatural"/> is three of them.
/// </summary>
public static class Categories
{
    /// <summary>How a demonstration is written.</summary>
    public const string Template = "{}: {}.";

    private const string Resource = "Interp.Datasets.Benchmarks.categories.csv";

    private static readonly Lazy<ImmutableArray<(string Text, string Category)>> Rows = new(ReadRows);

    private static readonly Lazy<ImmutableArray<string>> Distinct = new(() => [.. Rows.Value.Select(row => row.Category).Distinct()]);

    /// <summary>The categories, in the order of their file.</summary>
    public static ImmutableArray<string> Names => Distinct.Value;

    /// <summary>The objects of a category.</summary>
    /// <param name="category">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such category.</exception>
    public static ImmutableArray<string> Objects(string category) =>
        Names.Contains(category)
            ? [.. Rows.Value.Where(row => row.Category == category).Select(row => row.Text)]
            : throw new ArgumentException($"There is no category \"{category}\"; there are {string.Join(", ", Names)}.", nameof(category));

    /// <summary>The task of telling some categories apart, each called by its name.</summary>
    /// <param name="categories">Two or more of <see cref="Names"/>, in class order.</param>
    /// <exception cref="ArgumentException">There is no such category, or one is given twice.</exception>
    public static LabeledDataset Load(params ImmutableArray<string> categories) => Load(categories, labels: categories);

    /// <summary>The task of telling some categories apart, called by words that need not mean them.</summary>
    /// <param name="categories">Two or more of <see cref="Names"/>, in class order.</param>
    /// <param name="labels">The label word of each: "A", "B", "C".</param>
    /// <exception cref="ArgumentException">There is no such category, one is given twice, or labels are not one for each.</exception>
    public static LabeledDataset Load(ImmutableArray<string> categories, ImmutableArray<string> labels)
    {
        if (categories.IsDefault || labels.IsDefault || categories.Length != labels.Length || categories.Distinct().Count() != categories.Length)
            throw new ArgumentException("A task needs distinct categories, and one label for each.", nameof(categories));

        var benchmark = new Benchmark
        {
            Key = BuiltInDatasets.NameOf(categories, labels),
            Title = string.Join(", ", categories),
            Origin = "built in",
            Licence = "MIT, as this library",
            Classes = categories,
            Formats = [new PromptFormat(labels, Template, Narrative(labels))],
            Layouts = [],
        };
        return new LabeledDataset(benchmark, Examples(benchmark.Key, categories));
    }

    /// <summary>The sentence before the demonstrations.</summary>
    /// <param name="labels">The label words that it lists.</param>
    public static string Narrative(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var list = labels.Count == 2 ? string.Join(" and ", labels) : $"{string.Join(", ", labels.SkipLast(1))}, and {labels[^1]}";
        return $"Consider the categories {list}. Classify each object in its category.";
    }

    /// <summary>The objects of some categories, in the order of the file.</summary>
    /// <exception cref="ArgumentException">There is no such category.</exception>
    internal static ExampleSet Examples(string dataset, ImmutableArray<string> categories)
    {
        foreach (var category in categories)
            Objects(category);
        return new ExampleSet
        {
            Dataset = dataset,
            Source = Resource,
            Rows = [.. Rows.Value.Where(row => categories.Contains(row.Category)).Select(row => new Example([row.Text], categories.IndexOf(row.Category)))],
        };
    }

    private static ImmutableArray<(string Text, string Category)> ReadRows()
    {
        using var stream = typeof(Categories).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var table = new DelimitedReader(',', quoted: true).ReadText(Resource, reader.ReadToEnd());
        return [.. table.Rows.Select(row => (row.Cells[0], row.Cells[1]))];
    }
}
