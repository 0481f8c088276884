using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Samples.Shared.Attention;

namespace Interp.Samples.Shared.Html;

/// <summary>The paper's Figure 5 in HTML: tokens on a ground whose depth is the attention weight; exact weights under a resting pointer, and in a table.</summary>
public static class AttentionHtml
{
    /// <summary>The picture of a head.</summary>
    /// <param name="picture">What the head attends to.</param>
    public static Markup Of(AttentionPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var title = $"Head {picture.Head} of {picture.Model}, {picture.Source}, {(picture.Prompts == PromptKind.Correct ? "correct" : "false")} labels";
        var words = $"{(picture.Caption.Length > 0 ? picture.Caption + ". " : "")}To labels {Num.Of(picture.ToLabels)}, to those of the same class {Num.Of(picture.ToLabelsOfSameClass)}. The boxed token attends; labels are underlined.";
        var lines = picture.Lines().Select(line => Tag.Plain("div", Markup.Join(line.Select(Token))));
        var rows = picture.Tokens.Select((token, i) => ImmutableArray.Create<object?>(i, token.Text, token.Demonstration < 0 ? null : token.Demonstration + 1, RoleOf(token.Role), token.Weight));
        var numbers = new Numbers($"{title}: every weight", ["#token", "text", "#demonstration", "role", "#weight"], [.. rows]) { Digits = 6 };
        return Tag.Plain(
            "figure", Tag.Plain("figcaption", Tag.Plain("b", title), " ", Tag.Plain("span", words)),
            Tag.In("div", "tokens", Markup.Join(lines)), Tag.Details("Numbers", numbers.ToMarkup()));
    }

    private static Markup Token(AttentionToken token) => Tag.Of(
        "bdi", [("class", $"token {Depth.Of(token.Weight ?? 0)}{Mark(token.Role)}"), ("title", token.Weight is { } weight ? Num.Exact(weight) : null)], token.Text.TrimEnd('\n') is { Length: > 0 } text ? text : "⏎");

    private static string Mark(AttentionTokenRole role) => role switch { AttentionTokenRole.Query => " from", AttentionTokenRole.Label => " label", _ => "" };

    private static string RoleOf(AttentionTokenRole role) => role switch
    {
        AttentionTokenRole.Other => "",
        AttentionTokenRole.PreLabel => "before a label",
        AttentionTokenRole.Label => "label",
        AttentionTokenRole.Query => "attends",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "There is no such role."),
    };
}
