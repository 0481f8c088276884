using System.Globalization;

namespace Interp.Core.Studies.Shards;

/// <summary>Where things are in the folder that the tasks of an array share: a results folder for each shard, so that no lock is shared.</summary>
internal static class ShardFolders
{
    /// <summary>The folder of the shards.</summary>
    public static string All(string folder) => Path.Combine(folder, "shards");

    /// <summary>The folder of a shard.</summary>
    public static string Of(string folder, int index) => Path.Combine(All(folder), index.ToString("D5", CultureInfo.InvariantCulture));

    /// <summary>The folder of a shard's cells.</summary>
    public static string Cells(string shardFolder) => Path.Combine(shardFolder, "cells");

    /// <summary>The folder of a cell.</summary>
    public static string Cell(string shardFolder, string key) => Path.Combine(Cells(shardFolder), key);

    /// <summary>The spec that a shard was run by.</summary>
    public static string Spec(string shardFolder) => Path.Combine(shardFolder, "spec.json");

    /// <summary>The folders of cells that shards read for themselves, to choose heads; they are not merged.</summary>
    public const string Choosers = "choosers";
}
