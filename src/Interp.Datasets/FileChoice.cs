using System.Collections.Immutable;

namespace Interp.Datasets;

/// <summary>A file name looked for, or the names of all the parts that make up a dataset together.</summary>
/// <param name="Parts">Paths relative to the folder, with '/' between folders.</param>
public sealed record FileChoice(params ImmutableArray<string> Parts)
{
    /// <summary>A dataset in one file.</summary>
    /// <param name="name">Its name.</param>
    public static implicit operator FileChoice(string name) => FromString(name);

    /// <summary>A dataset in one file.</summary>
    /// <param name="name">Its name.</param>
    public static FileChoice FromString(string name) => new(name);

    /// <summary>The paths of all parts in a folder, or null where one is missing.</summary>
    internal ImmutableArray<string>? In(string folder)
    {
        ImmutableArray<string> paths = [.. Parts.Select(part => Path.Combine(folder, part))];
        return paths.All(File.Exists) ? paths : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Parts.Length == 1 ? Parts[0] : $"{Parts[0]} (and {Parts.Length - 1} more)";
}
