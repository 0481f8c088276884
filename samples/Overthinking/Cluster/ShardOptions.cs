using System.CommandLine;
using Interp.Core.Studies.Shards;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>The options of "study run" that make it one task of an array.</summary>
internal sealed class ShardOptions
{
    private const int MostThreads = 4096;

    private readonly Option<string?> _shard = new("--shard")
    {
        Description = $"One shard of a planned study: its index and their number, as in 0/5; or \"auto\", by {string.Join(", ", ArrayTask.Variables)}.",
        HelpName = "auto|I/N",
    };

    private readonly Option<string?> _among = new("--among")
    {
        Description = "Shards that the array's tasks stand for, in turn, where they are not all: 7,12-14.",
        HelpName = "INDICES",
    };

    private readonly Option<int> _threads = CommonOptions.Number("--threads", "Threads; 0 for the CPUs that the job was given.", 0, 0, MostThreads);

    private ShardOptions()
    {
    }

    /// <summary>Adds them to a command.</summary>
    public static ShardOptions AddTo(Command command)
    {
        var options = new ShardOptions();
        command.Add(options._shard);
        command.Add(options._among);
        command.Add(options._threads);
        return options;
    }

    /// <summary>What was asked; null where no shard was.</summary>
    public ShardRequest? Of(ParseResult parsed)
    {
        var (shard, among) = (parsed.GetValue(_shard), parsed.GetValue(_among));
        if (shard is null)
            return among is null ? null : throw new ArgumentException("--among: goes with --shard auto only.");
        var task = ArrayTask.Of(shard, Environment.GetEnvironmentVariable);
        return new(among is null ? task : task.Among(IndexSet.Parse(among)), WorkerThreads.Of(parsed.GetValue(_threads), Environment.GetEnvironmentVariable));
    }
}
