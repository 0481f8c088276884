using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>AG News: news by topic (Zhang, Zhao and LeCun, 2015).</summary>
public static class AgNews
{
    private static readonly HubColumns Columns = new(["text"], "label", ["World", "Sports", "Business", "Sci/Tech"]);

    /// <summary>The benchmark.</summary>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "agnews",
        Title = "AG News",
        HubId = "ag_news",
        HubRepository = "fancyzhx/ag_news",
        Origin = "https://huggingface.co/datasets/fancyzhx/ag_news, or train.csv of https://github.com/mhjabreel/CharCnn_Keras (data/ag_news_csv)",
        Licence = "research and other non-commercial use",
        Classes = Columns.Classes,
        Formats = [new PromptFormat(["World", "Sports", "Business", "Science"], "Article: {}\nAnswer: {}.")],
        Layouts =
        [
            .. HubLayouts.Of(Columns),
            Kaggle,
            Original("train.csv", "ag_news_csv/train.csv"),
            .. HubLayouts.Of(Columns, "test"),
            Original("test.csv", "ag_news_csv/test.csv"),
            new()
            {
                Name = "few-shot samples (text, label)",
                Files = [],
                Reader = TableReader.QuotedTsv,
                Fields = ["text"],
                Label = "label",
                Codes = LabelCodes.Numbers(0, 4),
            },
        ],
    };

    /// <summary>A copy with a header. Stands before the original, which would take the header for a row.</summary>
    private static Layout Kaggle => new()
    {
        Name = "CSV with a header (Class Index, Title, Description)",
        Files = [],
        Reader = TableReader.Csv,
        Fields = [new FieldColumns("Title", "Description")],
        Label = "Class Index",
        Codes = LabelCodes.Numbers(1, 4),
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);

    /// <summary>The authors' own files, without a header, classes from 1; the hub's text is title and description.</summary>
    private static Layout Original(params string[] files) => new()
    {
        Name = "original CSV (class, title, description)",
        Files = [.. files],
        Reader = TableReader.Delimited(',', quoted: true, "class", "title", "description"),
        Fields = [new FieldColumns("title", "description")],
        Label = "class",
        Codes = LabelCodes.Numbers(1, 4),
    };
}
