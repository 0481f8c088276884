using System.Collections.Immutable;
using System.Globalization;

namespace Interp.Datasets;

/// <summary>A file name looked for, or the names of all the parts that make up a dataset together.</summary>
/// <param name="Parts">
/// Paths relative to the folder, with '/' between folders. One part alone may be a pattern of shards,
/// "train-*-of-*.parquet", which stands for all of them.
/// </param>
public sealed record FileChoice(params ImmutableArray<string> Parts)
{
    /// <summary>True for one file with a known name.</summary>
    internal bool IsOneFile => Parts.Length == 1 && !IsPattern;

    private bool IsPattern => Parts[0].Contains('*', StringComparison.Ordinal);

    /// <summary>A dataset in one file.</summary>
    /// <param name="name">Its name, or a pattern of shards.</param>
    public static implicit operator FileChoice(string name) => FromString(name);

    /// <summary>A dataset in one file.</summary>
    /// <param name="name">Its name, or a pattern of shards.</param>
    public static FileChoice FromString(string name) => new(name);

    /// <summary>The paths of all parts in a folder, or null where the dataset is not there.</summary>
    internal ImmutableArray<string>? In(string folder)
    {
        if (IsPattern)
            return Shards(Path.Combine(folder, Path.GetDirectoryName(Parts[0]) ?? ""), Path.GetFileName(Parts[0]));

        ImmutableArray<string> paths = [.. Parts.Select(part => Path.Combine(folder, part))];
        return paths.All(File.Exists) ? paths : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Parts.Length == 1 ? Parts[0] : $"{Parts[0]} (and {Parts.Length - 1} more)";

    private static ImmutableArray<string>? Shards(string folder, string pattern)
    {
        if (!Directory.Exists(folder))
            return null;

        string[] paths = [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal)];
        if (paths.Length == 0)
            return null;

        for (var i = 0; i < paths.Length; i++)
        {
            if (Number(paths[i], 3) != i || Number(paths[i], 1) != paths.Length)
            {
                throw new InvalidDataException(
                    $"{folder}: found {paths.Length} files of the form {pattern}, and {Path.GetFileName(paths[i])} where number {i} of {paths.Length} is expected. "
                    + "Fetch the missing ones, or take away those of another set.");
            }
        }

        return [.. paths];
    }

    /// <summary>A number of "train-00000-of-00001": its total is the first part from the end, its index the third.</summary>
    private static int? Number(string path, int fromEnd)
    {
        var parts = Path.GetFileNameWithoutExtension(path).Split('-');
        return parts.Length >= fromEnd && int.TryParse(parts[^fromEnd], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
