using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>Kinds of prompts as rows name them.</summary>
internal static class MeasuredKinds
{
    /// <summary>The same kind, among those that include pairs.</summary>
    public static MeasuredPrompts Measured(this PromptKind kind) => kind switch
    {
        PromptKind.Correct => MeasuredPrompts.Correct,
        PromptKind.False => MeasuredPrompts.False,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are correct and false prompts."),
    };
}
