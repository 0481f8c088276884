namespace Interp.Models.Checkpoints;

/// <summary>
/// The sets of weights that a folder may hold, and which of them is there as a whole. Loading, downloading and the cache go
/// by this one list, so that none of them takes a set for whole that another cannot read.
/// </summary>
internal static class WeightSets
{
    private const string IndexEnding = ".index.json";

    /// <summary>One file each, or the index of shards, in order of preference: safetensors before pickles.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["model.safetensors", "model.safetensors" + IndexEnding, "pytorch_model.bin", "pytorch_model.bin" + IndexEnding];

    /// <summary>Whether a file lists the shards of a checkpoint.</summary>
    public static bool IsIndex(string file) => file.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase);

    /// <summary>The ending of the shards that an index lists.</summary>
    public static string EndingOfShards(string index) => Path.GetExtension(index[..^IndexEnding.Length]);

    /// <summary>Whether a file can be read: <see cref="File.Exists"/> also counts a link whose target is gone.</summary>
    public static bool IsThere(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && (file.LinkTarget is null || file.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true });
    }

    /// <summary>Path of the first set that is whole; null where none is.</summary>
    public static string? FindWhole(string folder) =>
        Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(path => IsThere(path) && MissingShard(path) is null);

    /// <summary>Path of the first set of which anything is there, whole or not; null where there is nothing.</summary>
    public static string? FindBegun(string folder) =>
        Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(path => new FileInfo(path) is var file && (file.Exists || file.LinkTarget is not null));

    /// <summary>What a folder lacks of the weights that it has begun with, for people; null where it has a whole set.</summary>
    public static string? Missing(string folder)
    {
        if (FindWhole(folder) is not null)
            return null;
        return FindBegun(folder) is not { } begun ? string.Join(" or ", Names)
            : !IsThere(begun) ? $"{Path.GetFileName(begun)}, whose link leads nowhere"
            : $"{MissingShard(begun)}, a shard of {Path.GetFileName(begun)}";
    }

    /// <summary>The first shard that an index lists and that is not there; the index itself where it cannot be read.</summary>
    private static string? MissingShard(string path)
    {
        if (!IsIndex(path))
            return null;
        try
        {
            var folder = Path.GetDirectoryName(path) ?? "";
            return ShardIndex.Read(path).Files.FirstOrDefault(shard => !IsThere(Path.Combine(folder, shard)));
        }
        catch (InvalidDataException)
        {
            return Path.GetFileName(path);
        }
    }
}
