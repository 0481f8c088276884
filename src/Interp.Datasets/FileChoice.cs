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

        var total = Path.GetFileNameWithoutExtension(paths[0]).Split('-')[^1];
        if (!int.TryParse(total, NumberStyles.None, CultureInfo.InvariantCulture, out var expected) || expected != paths.Length)
            throw new InvalidDataException($"{folder}: found {paths.Length} files of the form {pattern}, expected {total} by their names. Fetch the missing ones.");
        return [.. paths];
    }
}
