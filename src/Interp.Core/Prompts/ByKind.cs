namespace Interp.Core.Prompts;

/// <summary>The same thing measured under correct and under false prompts.</summary>
/// <typeparam name="T">What was measured.</typeparam>
/// <param name="Correct">Under correct prompts.</param>
/// <param name="False">Under false prompts.</param>
public sealed record ByKind<T>(T Correct, T False)
{
    /// <summary>The measurement of one kind.</summary>
    /// <param name="kind">Correct or false.</param>
    public T this[PromptKind kind] => kind switch
    {
        PromptKind.Correct => Correct,
        PromptKind.False => False,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are correct and false prompts."),
    };

    /// <summary>Applies a function to both.</summary>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="of">Gets the kind and the measurement.</param>
    public ByKind<TResult> Select<TResult>(Func<PromptKind, T, TResult> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return new(of(PromptKind.Correct, Correct), of(PromptKind.False, False));
    }
}
