using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>What the three benchmarks from TweetEval share (Barbieri and others, 2020).</summary>
internal static class TweetEval
{
    public static Benchmark Of(string key, string title, string config, ImmutableArray<string> classes, PromptFormat format) => new()
    {
        Key = key,
        Title = title,
        HubId = "tweet_eval",
        HubConfig = config,
        HubRepository = "cardiffnlp/tweet_eval",
        Origin = $"train_text.txt and train_labels.txt of https://github.com/cardiffnlp/tweeteval (datasets/{Folder(config)})",
        Licence = "none of its own; the terms of the task's authors and of Twitter apply",
        NotQuotedBecause = "they are what people wrote on Twitter, in part hate speech",
        Classes = classes,
        Formats = [format],
        Layouts =
        [
            .. HubLayouts.Of(new HubColumns(["text"], "label", classes), config: config),
            new()
            {
                Name = "original pair of files (texts, labels)",
                Files = [$"datasets/{Folder(config)}/train_text.txt", $"{Folder(config)}/train_text.txt", "train_text.txt"],
                Reader = TableReader.ParallelLines("_text", "_labels"),
                Fields = ["text"],
                Label = "label",
                Codes = LabelCodes.Numbers(0, classes.Length),
                Trimmed = true,
            },
        ],
    };

    private static string Folder(string config) => config.Replace('_', '/');
}
