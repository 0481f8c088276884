using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>DBpedia: first lines of encyclopedia articles by the kind of their subject (Zhang, Zhao and LeCun, 2015).</summary>
public static class DBpedia
{
    private static readonly ImmutableArray<string> Names =
    [
        "Company", "EducationalInstitution", "Artist", "Athlete", "OfficeHolder", "MeanOfTransportation", "Building",
        "NaturalPlace", "Village", "Animal", "Plant", "Album", "Film", "WrittenWork",
    ];

    /// <summary>The benchmark.</summary>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "dbpedia",
        Title = "DBpedia",
        HubId = "dbpedia_14",
        HubRepository = "fancyzhx/dbpedia_14",
        Origin = "https://huggingface.co/datasets/fancyzhx/dbpedia_14, or train.csv of dbpedia_csv (Zhang, Zhao and LeCun)",
        Licence = "CC BY-SA 3.0 and GFDL",
        Classes = Names,
        Formats =
        [
            new PromptFormat(
                [
                    "Company", "School", "Artist", "Athlete", "Politician", "Transportation", "Building",
                    "Nature", "Village", "Animal", "Plant", "Album", "Film", "Book",
                ],
                "Article: {}\nAnswer: {}.",
                "Classify the documents based on whether they are about a Company, School, Artist, Athlete, Politician, Transportation, Building, Nature, Village, Animal, Plant, Album, Film, or Book."),
        ],
        Layouts =
        [
            .. HubLayouts.Of(new HubColumns(["content"], "label", Names), config: "dbpedia_14"),
            new()
            {
                Name = "original CSV (class, title, content)",
                Files = ["train.csv", "dbpedia_csv/train.csv"],
                Reader = TableReader.Delimited(',', quoted: true, "class", "title", "content"),
                Fields = ["content"],
                Label = "class",
                Codes = LabelCodes.Numbers(1, 14),
            },
            new()
            {
                Name = "few-shot samples (sentence, label)",
                Files = [FewShotFiles("rlprompt_16shot/"), FewShotFiles("")],
                Reader = TableReader.QuotedTsv,
                Fields = ["sentence"],
                Label = "label",
                Codes = LabelCodes.Numbers(0, 14),
                Distinct = true,
            },
        ],
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);

    private static FileChoice FewShotFiles(string folder)
    {
        string[] seeds = ["100", "13", "21", "42", "87"];
        return new FileChoice([.. seeds.SelectMany(_ => new[] { "train", "dev" }, (seed, split) => $"{folder}16-{seed}/{split}.tsv")]);
    }
}
