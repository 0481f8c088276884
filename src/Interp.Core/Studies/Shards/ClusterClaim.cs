using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interp.Core.Studies.Shards;

/// <summary>A folder belongs to the cluster that worked in it first: locks of two clusters do not see each other.</summary>
internal static class ClusterClaim
{
    private const string FileName = "cluster.json";

    /// <summary>Claims a folder, or finds it claimed by the same cluster.</summary>
    /// <param name="folder">The folder that the tasks share.</param>
    /// <param name="cluster">The cluster; null for a process that none started, which is let in.</param>
    /// <param name="now">When.</param>
    /// <exception cref="InvalidDataException">It is another cluster's; the message names both.</exception>
    public static void Take(string folder, string? cluster, DateTimeOffset now)
    {
        if (cluster is null)
            return;
        var path = Path.Combine(folder, FileName);
        if (SharedFile.TryWriteOnce(path, new JsonObject { ["cluster"] = cluster, ["since"] = now.ToString("O") }.ToJsonString() + "\n"))
            return;
        if (Owner(path) is var owner && owner != cluster)
            throw new InvalidDataException($"{folder}: belongs to the cluster \"{owner}\"; this is \"{cluster}\". Two clusters do not share a results folder: plan into one for each. If the other will never work here again, delete {FileName}.");
    }

    private static string? Owner(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject claim ? (string?)claim["cluster"] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: damaged: {e.Message} Delete it if one cluster alone works here.", e);
        }
    }
}
