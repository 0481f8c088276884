using System.Collections.Immutable;
using System.Text.Json;
using Interp.Core.Batches;
using Interp.Models.Checkpoints;

namespace Interp.Models;

/// <summary>What a stored cache is of: which weights, and which tokens each row had.</summary>
public sealed record CacheOrigin
{
    private const string ModelKey = "interp.model";
    private const string DigestKey = "interp.model.digest";
    private const string TokensKey = "interp.tokens";

    /// <summary>The model's name or path, as it was loaded.</summary>
    public required string Model { get; init; }

    /// <summary>Hash of the model's files, <see cref="PretrainedInfo.Hash"/>: equal models have equal ones, on any machine.</summary>
    public required string Digest { get; init; }

    /// <summary>Token ids of each row, without padding.</summary>
    public required ImmutableArray<ImmutableArray<int>> Tokens { get; init; }

    /// <summary>Of a model as it was loaded; reads its files once for the digest.</summary>
    /// <param name="source">As given to <see cref="Pretrained.Load"/>.</param>
    /// <param name="batch">What was run.</param>
    /// <param name="options">As given to <see cref="Pretrained.Load"/>; null for the default.</param>
    /// <exception cref="FileNotFoundException">No such file, folder or name.</exception>
    public static CacheOrigin Of(string source, Batch batch, PretrainedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new CacheOrigin { Model = source, Digest = Pretrained.Inspect(source, options).Hash(), Tokens = batch.Rows };
    }

    /// <summary>What a file of <see cref="ActivationCacheFile.Save(Core.Caching.ActivationCache, string, CacheOrigin)"/> says it is of.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null where it was saved without.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static CacheOrigin? Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(ModelKey, out var model) || !file.Metadata.TryGetValue(DigestKey, out var digest) || !file.Metadata.TryGetValue(TokensKey, out var tokens))
            return null;
        try
        {
            var rows = JsonSerializer.Deserialize<int[][]>(tokens);
            if (rows is not null && rows.All(row => row is not null))
                return new CacheOrigin { Model = model, Digest = digest, Tokens = [.. rows.Select(row => row.ToImmutableArray())] };
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw Malformed.Data($"{path}: metadata '{TokensKey}' is not a list of lists of token ids; the file was changed: save the cache again.");
    }

    /// <summary>As metadata of the file.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Metadata() =>
        [new(ModelKey, Model), new(DigestKey, Digest), new(TokensKey, JsonSerializer.Serialize(Tokens))];
}
