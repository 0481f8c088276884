using System.Globalization;

namespace Interp.Core.Studies.Shards;

/// <summary>Which task of an array this process is, as a flag or the engine that started it says.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">Number of tasks; null where the engine does not say, or says it of a part of the array only.</param>
/// <param name="Source">Where that was taken from, for people: "SLURM_ARRAY_TASK_ID".</param>
/// <param name="Cluster">Whose array it is; null where nobody's.</param>
public sealed record ArrayTask(int Index, int? Count, string Source, string? Cluster)
{
    private const string NameVariable = "INTERP_CLUSTER";

    /// <summary>What engines set. Slurm's count is that of one submission, which may be a part of the array.</summary>
    private static readonly Engine[] Engines =
    [
        new("SLURM_ARRAY_TASK_ID", Count: null, "Slurm", Cluster: "SLURM_CLUSTER_NAME"),
        new("JOB_COMPLETION_INDEX", Count: null, "Kubernetes", Cluster: null),
        new("AWS_BATCH_JOB_ARRAY_INDEX", Count: "AWS_BATCH_JOB_ARRAY_SIZE", "AWS Batch", Cluster: "AWS_BATCH_JQ_NAME"),
    ];

    /// <summary>The variables that are asked for an index.</summary>
    public static IEnumerable<string> Variables => Engines.Select(engine => engine.Index);

    /// <summary>Reads a flag.</summary>
    /// <param name="flag">"auto", or the index and the number of shards: "0/5".</param>
    /// <param name="variable">An environment variable's value, null where it is unset.</param>
    /// <exception cref="ArgumentException">The flag is neither; or no engine, or two that disagree, give an index.</exception>
    public static ArrayTask Of(string flag, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(flag);
        ArgumentNullException.ThrowIfNull(variable);
        return flag == "auto" ? OfEngine(variable) : OfFlag(flag, Named(variable(NameVariable)));
    }

    /// <summary>The task that stands for one of some shards: of an array over 7,12-14, task 1 is shard 12.</summary>
    /// <param name="shards">The shards of the array.</param>
    /// <exception cref="ArgumentException">The array has more tasks than shards.</exception>
    public ArrayTask Among(IndexSet shards)
    {
        ArgumentNullException.ThrowIfNull(shards);
        return Index < shards.All.Length
            ? this with { Index = shards.All[Index], Count = null, Source = $"{Source} {Index} among {shards}:" }
            : throw new ArgumentException($"{Source}: {Index} is out of range: {shards} are {shards.All.Length} shards.", nameof(shards));
    }

    private static ArrayTask OfFlag(string flag, string? cluster)
    {
        var parts = flag.Split('/');
        if (parts.Length == 2 && Number(parts[0]) is { } index && Number(parts[1]) is { } count)
            return index < count ? new(index, count, "--shard", cluster) : throw new ArgumentException($"--shard: {index} is out of range: {count} shards are counted from 0 to {count - 1}.", nameof(flag));
        throw new ArgumentException($"--shard: found \"{flag}\", expected \"auto\", or an index and the number of shards, such as 0/5.", nameof(flag));
    }

    private static ArrayTask OfEngine(Func<string, string?> variable)
    {
        Engine[] there = [.. Engines.Where(engine => !string.IsNullOrEmpty(variable(engine.Index)))];
        if (there.Length == 0)
            throw new ArgumentException($"--shard auto: none of {string.Join(", ", Variables)} is set: no array engine started this process. Say which shard it is, such as --shard 0/5.", nameof(variable));
        if (there.Select(engine => variable(engine.Index)).Distinct().Count() > 1)
            throw new ArgumentException($"--shard auto: {string.Join(" and ", there.Select(engine => $"{engine.Index} is {variable(engine.Index)}"))}. Say which shard this is, such as --shard 0/5.", nameof(variable));
        var engine = there[0];
        return new(Value(engine.Index)!.Value, engine.Count is null ? null : Value(engine.Count), engine.Index, Named(variable(NameVariable)) ?? Cluster());

        int? Value(string name) => variable(name) is not { Length: > 0 } text ? null
            : Number(text) ?? throw new ArgumentException($"{name}: found \"{text}\", expected a whole number from 0.", nameof(variable));

        string Cluster() => engine.Cluster is { } name && Named(variable(name)) is { } named ? $"{engine.Name} {named}" : engine.Name;
    }

    private static string? Named(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record Engine(string Index, string? Count, string Name, string? Cluster);
}
