namespace Interp.Core.Studies.Plans;

/// <summary>What came of trying: a value, or why there is none.</summary>
/// <param name="Value">The value.</param>
/// <param name="Failure">Why there is none, in a line.</param>
internal sealed record Attempt<T>(T? Value, string? Failure)
    where T : class;

/// <summary>Tries things that files, networks and data can make fail.</summary>
internal static class Attempt
{
    private const int LongestReason = 500;

    /// <summary>The value, or the exception's message.</summary>
    /// <exception cref="OperationCanceledException">Being stopped is no failure.</exception>
    public static Attempt<T> Of<T>(Func<T> make)
        where T : class
    {
        try
        {
            return new(make(), null);
        }
        catch (Exception e) when (IsOfTheCell(e))
        {
            return new(null, Reason(e));
        }
    }

    /// <summary>True for what concerns what was tried only: being stopped concerns all.</summary>
    public static bool IsOfTheCell(Exception e) => e is not OperationCanceledException;

    /// <summary>The message as one line; of a native library's message its beginning, without the stack.</summary>
    public static string Reason(Exception e)
    {
        var line = string.Join(' ', e.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > LongestReason ? line[..LongestReason] + "…" : line;
    }
}
