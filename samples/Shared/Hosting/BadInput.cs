using System.Text.RegularExpressions;

namespace Interp.Samples.Shared.Hosting;

/// <summary>Which exceptions are the input's fault, and how they read as one line.</summary>
internal static partial class BadInput
{
    /// <summary>The line, or null for an exception that is this program's own fault.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        ArgumentException argument => OneLine(WithoutParameter(argument)),
        IOException or InvalidDataException or UnauthorizedAccessException or NotSupportedException or HttpRequestException => OneLine(exception.Message),
        _ => null,
    };

    /// <summary>The message without "(Parameter 'options')", which says nothing to someone at a command line.</summary>
    private static string WithoutParameter(ArgumentException exception) => exception.ParamName is { } name
        ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : exception.Message;

    /// <summary>A message with line ends and tabs as blanks.</summary>
    public static string OneLine(string message) => WhiteSpace().Replace(message, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
