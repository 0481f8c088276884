using Interp.Core.Prompts;
using Interp.Samples.Shared.Attention;
using Interp.Samples.Shared.Heatmap;
using Interp.Samples.Shared.Html;

namespace Interp.Samples.Tests.Shared.Html;

public sealed class TokenHtmlTests
{
    [Fact]
    public void Attention_Weights_AreExactUnderThePointerAndInTheTable()
    {
        var html = AttentionHtml.Of(new AttentionPicture
        {
            Model = "<m>", Head = new(14, 6), Source = "Unnatural", Prompts = PromptKind.False, SameClass = [true, false],
            Tokens = [new("<s>", 0.25, -1, AttentionTokenRole.Other), new(" plant", 0.70125, 0, AttentionTokenRole.Label), new("beet:", 0.04875, 1, AttentionTokenRole.Query)],
        }).ToString();
        html.Should().Contain("Head 14.6 of &lt;m&gt;").And.Contain("<bdi class=\"token a7 label\" title=\"0.70125\"> plant</bdi>").And.Contain("<bdi class=\"token a0 from\" title=\"0.04875\">").And.Contain("<td class=\"n\">0.701250</td>").And.Contain("&lt;s&gt;");
    }

    [Fact]
    public void Lens_Cells_SayTokenAndProbability()
    {
        var html = LensHtml.Of(new LensHeatmap { Model = "m", Tokens = ["a", "<b>"], States = [[new("x", 0.1), new("y", 0.2)], [new("\n", 0.95), new("</td>", 1)]] }).ToString();
        html.Should().Contain("<td class=\"a10\" title=\"⏎ 0.95\"><bdi>⏎</bdi></td>").And.Contain("<td class=\"a10\" title=\"&lt;/td&gt; 1\">").And.Contain("<td class=\"a1\" title=\"x 0.1\">").And.Contain("<bdi>&lt;b&gt;</bdi>");
        html.IndexOf(">1</th>", StringComparison.Ordinal).Should().BeLessThan(html.IndexOf(">0</th>", StringComparison.Ordinal), "the last state is on top");
    }
}
