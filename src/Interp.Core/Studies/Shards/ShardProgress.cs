using System.Collections.Immutable;
using System.Text.Json;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>What a shard last told of itself. Small, for whoever asks a thousand; nothing is measured from it.</summary>
public sealed record ShardProgress
{
    private const string FileName = "progress.json";

    /// <summary>Which process on which machine, and what gave it its index.</summary>
    public required string Worker { get; init; }

    /// <summary>When it told this.</summary>
    public required DateTimeOffset Told { get; init; }

    /// <summary>Cells that are through, failed ones included.</summary>
    public required int Cells { get; init; }

    /// <summary>Prompts that are through.</summary>
    public required long Prompts { get; init; }

    /// <summary>Prompts that this process read, not those that were there.</summary>
    public required long PromptsRead { get; init; }

    /// <summary>Seconds since it began.</summary>
    public required double Seconds { get; init; }

    /// <summary>True once it came to its end.</summary>
    public bool Ended { get; init; }

    /// <summary>Cells that failed, with the reasons.</summary>
    public ImmutableArray<CellFailure> Failures { get; init; } = [];

    /// <summary>What a shard last told; null where it has not begun, or what stands there cannot be read.</summary>
    internal static ShardProgress? Read(string shardFolder)
    {
        try
        {
            return JsonSerializer.Deserialize<ShardProgress>(File.ReadAllBytes(Path.Combine(shardFolder, FileName)), SpecJson.Options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    internal void Write(string shardFolder) => SafeFile.WriteText(Path.Combine(shardFolder, FileName), JsonSerializer.Serialize(this, SpecJson.Lines) + "\n");
}
