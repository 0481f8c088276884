using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Tests.Metrics;

public sealed class ErrorAnatomyTests
{
    /// <summary>Class 0 was shown as 1, 1, 3; class 2 as 3, 3, 3; the last demonstration is of class 0.</summary>
    private static readonly Prompt Prompt = Of([0, 2, 0, 2, 0, 2, 0], [1, 3, 1, 3, 3, 3, 2]);

    [Theory]
    [InlineData(6, 0, PredictedAs.Truth)]
    [InlineData(6, 1, PredictedAs.ShownForClass)]
    [InlineData(6, 3, PredictedAs.ShownMost)]
    [InlineData(6, 2, PredictedAs.Other)]
    [InlineData(0, 3, PredictedAs.Other)]
    [InlineData(1, 1, PredictedAs.ShownMost)]
    public void SortOf_ALabel_IsTheFirstThatHolds(int demonstration, int label, PredictedAs sort) => ErrorAnatomy.SortOf(Prompt, demonstration, label, 4).Should().Be(sort);

    [Fact]
    public void SortOf_LabelsShownEquallyOften_AreBothShownMost()
    {
        var prompt = Of([0, 0, 0], [1, 2, 0]);
        ErrorAnatomy.SortOf(prompt, 2, 1, 3).Should().Be(PredictedAs.ShownForClass);
        ErrorAnatomy.SortOf(prompt, 2, 2, 3).Should().Be(PredictedAs.ShownForClass);
    }

    [Fact]
    public void Of_Predictions_AddUpToOneAndShareTies()
    {
        // State 0 predicts label 1, state 1 labels 0 and 3 alike.
        var scores = new LabelScores(new LabelScoresShape(1, [0, 1], [6], 4), [0, 5, 1, 2, 7, 0, 1, 7]);
        double At(PredictedAs sort, int state) => ErrorAnatomy.Of(scores, [Prompt], sort).MeanAt(state, 6);
        At(PredictedAs.ShownForClass, 0).Should().Be(1);
        At(PredictedAs.Truth, 1).Should().Be(0.5);
        At(PredictedAs.ShownMost, 1).Should().Be(0.5);
        foreach (var state in new[] { 0, 1 })
            Enum.GetValues<PredictedAs>().Sum(sort => At(sort, state)).Should().Be(1);
    }

    [Fact]
    public void Of_PromptsOfOtherNumber_IsRefused()
    {
        var scores = new LabelScores(new LabelScoresShape(1, [0], [6], 4), new float[4]);
        FluentActions.Invoking(() => ErrorAnatomy.Of(scores, [Prompt, Prompt], PredictedAs.Truth)).Should().Throw<ArgumentException>().WithMessage("*scores of 1 prompts, and 2 prompts*");
    }

    private static Prompt Of(ImmutableArray<int> classes, ImmutableArray<int> shown) => new()
    {
        Text = "", Tokens = [.. Enumerable.Range(0, 2 * classes.Length)], PreLabel = [.. classes.Select((_, i) => 2 * i)], LabelSpans = [.. classes.Select((_, i) => new TokenSpan(2 * i + 1, 2 * i + 2))],
        Classes = classes, Shown = shown,
    };
}
