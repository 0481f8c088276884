using System.Buffers;
using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>SST-2: film reviews by sentiment (Socher and others, 2013; as in GLUE).</summary>
public static class Sst2
{
    // A translation of the dataset circulates under the hub's own file names; English has none of these letters.
    private static readonly SearchValues<char> VietnameseLetters = SearchValues.Create("ăđơưạảấầẩậắằặẹẻẽếềểễệịỉọỏốồổỗộớờởợụủứừửữựỳỵỷỹ");

    /// <summary>The benchmark, in the paper's 15 formats.</summary>
    /// <remarks>
    /// The paper's code says "liked" of negative and "hated" of positive reviews in format 10
    /// (<see cref="Interp.Core.Protocol.PublishedLabelWords"/>).
    /// </remarks>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "sst2",
        Title = "SST-2",
        HubId = "sst2",
        HubRepository = "stanfordnlp/sst2",
        Origin = "https://huggingface.co/datasets/stanfordnlp/sst2, or train.tsv of SST-2 from https://gluebenchmark.com/tasks",
        Licence = "not stated by its source",
        Classes = ["negative", "positive"],
        Formats =
        [
            Format(0, "Negative", "Positive", "Review: {}\nAnswer: {}."),
            Format(1, "bad", "good", "Review: {}\nAnswer: {}."),
            Format(2, "bad", "good", "My review for last night’s film: {} The critics agreed that this movie was {}.", "Here is what our critics think for this month’s films."),
            Format(3, "negative", "positive", "One of our critics wrote \"{}\". Her sentiment towards the film was {}.", "Critical reception [ edit ]."),
            Format(4, "bad", "good", "In a contemporary review, Roger Ebert wrote: \"{}\". Entertainment Weekly  agreed, and the overall critical reception of the film was {}."),
            Format(5, "No", "Yes", "Review: {}\nPositive Review? {}."),
            Format(6, "Negative", "Positive", "Review: {}\nQuestion: Is the sentiment of the above review Positive or Negative?\nAnswer: {}."),
            Format(7, "bad", "good", "Review: {}\nQuestion: Did the author think that the movie was good or bad?\nAnswer: {}."),
            Format(8, "bad", "good", "Question: Did the author of the following tweet think that the movie was good or bad?\nTweet: {}\nAnswer: {}."),
            Format(9, "bad", "good", "{} My overall feeling was that the movie was {}."),
            Format(10, "hated", "liked", "{} I {}."),
            Format(11, "0", "5", "{} My friend asked me if I would give the movie 0 or 5 stars, I said {}."),
            Format(12, "Negative", "Positive", "Input: {}\nSentiment: {}."),
            Format(13, "False", "True", "Review: {}\nPositive: {}."),
            Format(14, "0", "5", "Review: {}\nStars: {}."),
        ],
        PublishedLabels = [new PublishedLabels(10, ["liked", "hated"], "The words are flipped: negative reviews are liked and positive ones hated.")],
        Layouts = Layouts(),
        Objection = TranslationOrNull,
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);

    private static ImmutableArray<Layout> Layouts()
    {
        var columns = new HubColumns(["sentence"], "label", ["negative", "positive"]);
        return
        [
            .. HubLayouts.Of(columns, config: "sst2"),
            new()
            {
                Name = "GLUE TSV",
                Files = ["train.tsv", "SST-2/train.tsv"],
                Reader = TableReader.Tsv,
                Fields = ["sentence"],
                Label = "label",
                Codes = LabelCodes.Numbers(0, 2),
            },
            .. HubLayouts.Of(columns, "validation", "sst2"),
            new()
            {
                Name = "validation CSV (text, study_label)",
                Files = ["sst2_validation.csv", "csv/sst2_validation.csv"],
                Reader = TableReader.Csv,
                Fields = ["text"],
                Label = "study_label",
                Codes = LabelCodes.Names("negative", "positive"),
            },
            new()
            {
                Name = "binary sentences (label sentence)",
                Files = ["stsa.binary.train", "stsa/stsa.binary.train"],
                Reader = TableReader.LabelThenText(' ', TextEncoding.Utf8),
                Fields = ["text"],
                Label = "label",
                Codes = LabelCodes.Numbers(0, 2),
            },
        ];
    }

    private static string? TranslationOrNull(ImmutableArray<Example> rows)
    {
        var translated = rows.Count(row => row.Fields[0].AsSpan().ContainsAny(VietnameseLetters));
        return translated * 10 > rows.Length
            ? $"{translated} of {rows.Length} sentences have Vietnamese letters: this is a translation, not SST-2. Download the English files."
            : null;
    }

    private static PromptFormat Format(int index, string negative, string positive, string template, string narrative = "") =>
        new([negative, positive], template, narrative, index);
}
