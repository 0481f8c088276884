using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models;

/// <summary>Activation caches as safetensors files, under TransformerLens names, so that Python reads them too.</summary>
public static class ActivationCacheFile
{
    /// <summary>Metadata: points of which only some positions or heads were kept.</summary>
    private const string NarrowedKey = "interp.narrowed";

    /// <summary>Writes a cache; the file appears whole or not at all.</summary>
    /// <param name="cache">The cache; stays the caller's.</param>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <exception cref="ArgumentException">The cache is of some prompts of a set, in an order that the file would not say.</exception>
    public static void Save(this ActivationCache cache, string path) => Write(cache, path, []);

    /// <summary>Writes a cache and what it is of: model, digest of its files, and tokens stand in the metadata as <c>interp.model</c>, <c>interp.model.digest</c> and <c>interp.tokens</c>.</summary>
    /// <param name="cache">The cache; stays the caller's.</param>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="origin">What it is of, as many rows as the cache has.</param>
    /// <exception cref="ArgumentException">The cache is of some prompts of a set, in an order that the file would not say; or of another number of rows.</exception>
    public static void Save(this ActivationCache cache, string path, CacheOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(origin);
        foreach (var other in cache.Points.Where(point => cache[point].shape[0] != origin.Tokens.Length))
            throw new ArgumentException($"{other} has {cache[other].shape[0]} rows, the origin {origin.Tokens.Length}: they are of different prompts.", nameof(origin));
        Write(cache, path, origin.Metadata());
    }

    private static void Write(ActivationCache cache, string path, IEnumerable<KeyValuePair<string, string>> origin)
    {
        ArgumentNullException.ThrowIfNull(cache);
        if (cache.Members is { } members && !members.SequenceEqual(Enumerable.Range(0, members.Length)))
            throw new ArgumentException($"The rows are of the prompts {string.Join(", ", members)} of a set, which the file would not say: cache the whole set (ActivationCache.Record(model, prompts, …)).", nameof(cache));
        HookPoint[] narrowed = [.. cache.Points.Where(point => !cache.IsWhole(point))];
        var metadata = origin.ToDictionary();
        if (narrowed.Length > 0)
            metadata[NarrowedKey] = string.Join(' ', narrowed);
        SafetensorsWriter.Write(path, cache.Points.ToDictionary(point => point.ToString(), point => cache[point]), metadata);
    }

    /// <summary>Reads a cache back.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The cache; the caller owns it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or a name in it is no hook point.</exception>
    public static ActivationCache Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        using var scope = NewDisposeScope();
        var narrowed = file.Metadata.TryGetValue(NarrowedKey, out var names) ? names.Split(' ').Select(name => PointOf(name, path)).ToArray() : [];
        var tensors = file.Entries.Keys.ToDictionary(name => PointOf(name, path), file.Read);
        if (narrowed.Where(point => !tensors.ContainsKey(point)).Select(point => point.ToString()).FirstOrDefault() is { } missing)
            throw Malformed.Data($"{path}: metadata '{NarrowedKey}' names {missing}, which the file does not hold; expected points of the file. It was changed: save the cache again.");
        foreach (var tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return ActivationCache.Of(tensors, narrowed);
    }

    private static HookPoint PointOf(string name, string path)
    {
        try
        {
            return HookPoint.Parse(name);
        }
        catch (FormatException e)
        {
            throw Malformed.Data($"{path}: {e.Message}", e);
        }
    }
}
