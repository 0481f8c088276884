using System.CommandLine;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>The folder that commands about shards work on.</summary>
internal static class PlannedFolder
{
    public static Argument<string> Argument() => new("folder") { Description = "The folder that \"study plan\" wrote to." };
}
