using System.Collections.Immutable;
using Interp.Core;
using Interp.Core.Prompts;

namespace Interp.Datasets;

/// <summary>A text-classification dataset of the paper, as data: where it is found, how it is read, how it is prompted.</summary>
public sealed record Benchmark
{
    /// <summary>The name in the paper's result files ("sst2", "agnews").</summary>
    public required string Key { get; init; }

    /// <summary>The name people know it by.</summary>
    public required string Title { get; init; }

    /// <summary>The dataset's name on the Hugging Face hub; null for one that is not there.</summary>
    public string? HubId { get; init; }

    /// <summary>Which of the hub dataset's configurations; null where it has one only.</summary>
    public string? HubConfig { get; init; }

    /// <summary>The repository on the hub that holds its files; null for one that is not there.</summary>
    public string? HubRepository { get; init; }

    /// <summary>Who published the data, and where.</summary>
    public required string Origin { get; init; }

    /// <summary>Terms of the data, as stated by its source.</summary>
    public required string Licence { get; init; }

    /// <summary>The split prompts are drawn from.</summary>
    public string Split { get; init; } = "train";

    /// <summary>Names of the classes in class order, as on the hub.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>Names of further classes whose rows are read but never shown.</summary>
    public ImmutableArray<string> UnusedClasses { get; init; } = [];

    /// <summary>Why documentation does not quote its texts; null where it does.</summary>
    public string? NotQuotedBecause { get; init; }

    /// <summary>The prompt formats, each at the place of its <see cref="PromptFormat.Index"/>.</summary>
    /// <exception cref="ArgumentException">A format stands at another place than its index.</exception>
    public required ImmutableArray<PromptFormat> Formats
    {
        get;
        init
        {
            for (var i = 0; i < value.Length; i++)
            {
                if (value[i].Index != i)
                    throw new ArgumentException($"Format {i} has index {value[i].Index}: prompts would be filed under another format. Give each format its place as index.", nameof(value));
            }

            field = value;
        }
    }

    /// <summary>Where the paper's code has other label words; at most one entry for each format.</summary>
    /// <exception cref="ArgumentException">There are two entries for one format.</exception>
    public ImmutableArray<PublishedLabels> PublishedLabels
    {
        get;
        init => field = value.Select(labels => labels.Format).Distinct().Count() == value.Length
            ? value
            : throw new ArgumentException("Published labels are given twice for one format.", nameof(value));
    } = [];

    /// <summary>What its files look like, in order of preference.</summary>
    public required ImmutableArray<Layout> Layouts { get; init; }

    /// <summary>Why rows that can be read are not this dataset after all; null, or giving null, where they are.</summary>
    public Func<ImmutableArray<Example>, string?>? Objection { get; init; }

    /// <summary>A format with the label words of a protocol.</summary>
    /// <param name="index">Which format.</param>
    /// <param name="protocol">The paper's definitions or its code's behaviour.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    /// <exception cref="InvalidOperationException">The format has not one label for each of <see cref="Classes"/>.</exception>
    public PromptFormat Format(int index, Protocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        if ((uint)index >= (uint)Formats.Length)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"{Key} has {Formats.Length} formats.");

        var published = protocol.PublishedLabelWords ? PublishedLabels.SingleOrDefault(labels => labels.Format == index) : null;
        var format = published is null ? Formats[index] : Formats[index].WithLabels(published.Labels);
        return format.Labels.Length == Classes.Length
            ? format
            : throw new InvalidOperationException($"{Key}: format {index} has {format.Labels.Length} labels for {Classes.Length} classes. Classes that are never shown belong in UnusedClasses.");
    }

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">
    /// A file in one of the <see cref="Layouts"/>, or a folder: there the first of their file names that exists is taken.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file, or none of the known names in the folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not what its layout says; the message names file, line, what was found and what was expected.
    /// </exception>
    public LabeledDataset Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new LabeledDataset(this, BenchmarkReader.Read(this, path));
    }

    /// <summary>Reads the dataset from its repository on the hub, through whatever downloads or caches files.</summary>
    /// <param name="find">
    /// Given a repository ("nyu-mll/glue") and a file in it ("rte/train-00000-of-00001.parquet"), the path of a local copy,
    /// or null where the repository has no such file. Asked for the names of the hub's layouts, in order of preference.
    /// </param>
    /// <exception cref="InvalidOperationException">This benchmark is not on the hub.</exception>
    /// <exception cref="FileNotFoundException">The repository has none of the files; the message lists them.</exception>
    public LabeledDataset LoadFromHub(Func<string, string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        if (HubRepository is null)
            throw new InvalidOperationException($"{Title} is not on the hub. Data: {Origin}.");

        string[] files = [.. Layouts.Where(layout => layout.OnHub).SelectMany(layout => layout.Files).Where(choice => choice.IsOneFile).Select(choice => choice.Parts[0]).Distinct()];
        var path = files.Select(file => find(HubRepository, file)).FirstOrDefault(found => found is not null)
            ?? throw new FileNotFoundException($"{HubRepository}: no file of {Title}; looked for {string.Join(", ", files)}. Data: {Origin}.");
        return Load(path);
    }

    /// <inheritdoc/>
    public override string ToString() => Key;
}
