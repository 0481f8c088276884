using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>The names that result files give to kinds of prompts.</summary>
internal static class PromptNames
{
    private const string Correct = "correct";
    private const string False = "false";
    private const string Pair = "pair";

    public static string Of(PromptKind kind) => kind switch
    {
        PromptKind.Correct => Correct,
        PromptKind.False => False,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are correct and false prompts."),
    };

    public static string Of(MeasuredPrompts prompts) => prompts switch
    {
        MeasuredPrompts.Correct => Correct,
        MeasuredPrompts.False => False,
        MeasuredPrompts.Pair => Pair,
        _ => throw new ArgumentOutOfRangeException(nameof(prompts), prompts, "There are correct and false prompts, and their pairs."),
    };

    public static MeasuredPrompts Measured(PromptKind kind) => kind switch
    {
        PromptKind.Correct => MeasuredPrompts.Correct,
        PromptKind.False => MeasuredPrompts.False,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are correct and false prompts."),
    };

    public static PromptKind? ParseKind(string text) => text switch { Correct => PromptKind.Correct, False => PromptKind.False, _ => null };

    public static MeasuredPrompts? ParseMeasured(string text) =>
        text switch { Correct => MeasuredPrompts.Correct, False => MeasuredPrompts.False, Pair => MeasuredPrompts.Pair, _ => null };
}
