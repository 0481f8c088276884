namespace Interp.Core.Studies.Shards;

/// <summary>How far a shard is.</summary>
public enum ShardState
{
    /// <summary>Nobody has begun it.</summary>
    Open,

    /// <summary>A process works at it.</summary>
    AtWork,

    /// <summary>It was begun, and nobody works at it: stopped, killed, or waiting to be started again.</summary>
    Broken,

    /// <summary>It came to its end, but for cells that failed.</summary>
    Failed,

    /// <summary>All of it is read.</summary>
    Done,
}
