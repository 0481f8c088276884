namespace Interp.Core.Studies.Shards;

/// <summary>One shard, as its folder tells.</summary>
/// <param name="Index">Which.</param>
/// <param name="Shard">What it was dealt.</param>
/// <param name="State">How far it is.</param>
/// <param name="Progress">What it last told; null where it has not begun.</param>
public sealed record ShardStatus(int Index, Shard Shard, ShardState State, ShardProgress? Progress)
{
    /// <summary>Prompts that are through.</summary>
    public long Prompts => State == ShardState.Done ? Shard.Prompts() : Math.Min(Progress?.Prompts ?? 0, Shard.Prompts());

    /// <summary>The share of it that is through, from 0 to 1.</summary>
    public double Share => Shard.Prompts() == 0 ? (State == ShardState.Done ? 1 : 0) : (double)Prompts / Shard.Prompts();

    /// <summary>Prompts a second; 0 where nobody works at it.</summary>
    public double Rate => State == ShardState.AtWork && Progress is { Seconds: > 0 } progress ? progress.PromptsRead / progress.Seconds : 0;
}
