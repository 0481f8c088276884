namespace Interp.Models.Checkpoints;

/// <summary>The exception for a file that is not what it should be.</summary>
internal static class Malformed
{
    private const int MaxQuoted = 100;

    public static InvalidDataException File(string path, string what, Exception? cause = null) => new($"{path}: {what}.", cause);

    /// <summary>Text from a file, safe to put in a message: cut, and without control characters.</summary>
    public static string Quote(string text)
    {
        var cut = text.Length <= MaxQuoted ? text : string.Concat(text.AsSpan(0, MaxQuoted), "...");
        return $"'{string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}
