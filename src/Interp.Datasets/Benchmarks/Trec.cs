using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>TREC: questions by the kind of their answer (Li and Roth, 2002).</summary>
public static class Trec
{
    private static readonly ImmutableArray<string> Names = ["ABBR", "ENTY", "DESC", "HUM", "LOC", "NUM"];

    /// <summary>The benchmark.</summary>
    /// <remarks>
    /// The paper's code has the label words in the order of an older release of the dataset: abbreviations are called
    /// "Description", locations "Number", and the other way round, so that four of six classes have wrong names in
    /// correct prompts (<see cref="Interp.Core.Protocol.PublishedLabelWords"/>).
    /// </remarks>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "trec",
        Title = "TREC",
        HubId = "trec",
        HubRepository = "CogComp/trec",
        Origin = "train_5500.label of https://cogcomp.seas.upenn.edu/Data/QA/QC/",
        Licence = "not stated by its source",
        Classes = Names,
        Formats =
        [
            new PromptFormat(
                ["Abbreviation", "Entity", "Description", "Person", "Location", "Number"],
                "Question: {}\nAnswer Type: {}.",
                "Classify the questions based on whether their answer type is a Number, Location, Person, Description, Entity, or Abbreviation."),
        ],
        PublishedLabels =
        [
            new PublishedLabels(
                0,
                ["Description", "Entity", "Abbreviation", "Person", "Number", "Location"],
                "The words stand in the order of an older release of the dataset: abbreviations are called Description, locations Number, and the other way round."),
        ],
        Layouts =
        [
            .. HubLayouts.Of(new HubColumns(["text"], "coarse_label", Names)),
            new()
            {
                Name = "original lines (COARSE:fine question)",
                Files = ["train_5500.label", "original/train_5500.label"],
                Reader = TableReader.LabelThenText(' ', TextEncoding.Utf8WithStrayF0),
                Fields = ["text"],
                Label = "label",
                Codes = LabelCodes.Names([.. Names]).Before(':'),
            },
        ],
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
