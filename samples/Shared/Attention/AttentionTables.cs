using System.Collections.Immutable;
using Interp.Core.Studies.Paper;

namespace Interp.Samples.Shared.Attention;

/// <summary>The numbers of attention pictures.</summary>
public static class AttentionTables
{
    /// <summary>Every token of every head with its weight, for a file.</summary>
    /// <param name="pictures">Of one prompt, a head each.</param>
    public static PaperTable Tokens(IReadOnlyList<AttentionPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return new PaperTable
        {
            Name = "attention",
            Title = "attention of every token",
            Columns = ["head", "token", "demonstration", "role", "text", "weight"],
            Rows =
            [
                .. from picture in pictures
                   from token in picture.Tokens.Index()
                   select ImmutableArray.Create<object?>(picture.Head.ToString(), token.Index, token.Item.Demonstration, token.Item.Role.ToString(), AttentionPainter.Shown(token.Item.Text), token.Item.Weight),
            ],
        };
    }

    /// <summary>Each demonstration with the attention to its label and to its other tokens, a column for each head.</summary>
    /// <param name="pictures">Of one prompt, a head each.</param>
    public static PaperTable Demonstrations(IReadOnlyList<AttentionPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var lines = pictures[0].Lines().ToArray();
        return new PaperTable
        {
            Name = "attention-by-demonstration",
            Title = $"{pictures[0].Model}, {pictures[0].Source}: attention from the last token before a label, to the labels of demonstrations and to their other tokens",
            Columns = ["demonstration", "class", .. pictures.SelectMany(picture => new[] { $"{picture.Head} label", $"{picture.Head} other" })],
            Rows =
            [
                .. lines.Select((line, index) => (ImmutableArray<object?>)
                [
                    string.Concat(line.Select(token => token.Text)).Trim().ReplaceLineEndings(" "),
                    pictures[0].SameClass.IsEmpty || line.Key < 0 ? null : pictures[0].SameClass[line.Key] ? "same" : "other",
                    .. pictures.SelectMany(picture => picture.Lines().ElementAt(index) is var tokens ? new object?[] { Sum(tokens, isLabel: true), Sum(tokens, isLabel: false) } : []),
                ]),
            ],
            Digits = 3,
        };
    }

    private static double Sum(IEnumerable<AttentionToken> tokens, bool isLabel) => tokens.Where(token => token.Role == AttentionTokenRole.Label == isLabel).Sum(token => token.Weight ?? 0);
}
