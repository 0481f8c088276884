using System.Collections.Immutable;
using System.Text.Json;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>How a study is dealt to the tasks of an array: a file, written once, that every task reads.</summary>
public sealed record ShardPlan
{
    /// <summary>Most shards.</summary>
    public const int MostShards = 100_000;

    internal const string FileName = "plan.json";

    private const int CurrentVersion = 1;
    private const long MostBytes = 1L << 30;

    /// <summary>Version of this layout.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The study.</summary>
    public required StudySpec Spec { get; init; }

    /// <summary>The cells that can be run, in the order in which one machine would run them.</summary>
    public required ImmutableArray<ShardCell> Cells { get; init; }

    /// <summary>Those that cannot.</summary>
    public ImmutableArray<CellFailure> Failures { get; init; } = [];

    /// <summary>The shards, by index.</summary>
    public required ImmutableArray<Shard> Shards { get; init; }

    /// <summary>A plan of cells whose cost is known.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="cells">Its cells, those of a model together.</param>
    /// <param name="modelCosts">What every shard of a model pays once, by the model's name.</param>
    /// <param name="shards">How many shards.</param>
    public static ShardPlan Of(StudySpec spec, ImmutableArray<ShardCell> cells, IReadOnlyDictionary<string, double> modelCosts, int shards)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(modelCosts);
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shards, MostShards);
        return new() { Spec = spec, Cells = cells, Shards = new ShardBalance(cells, spec.Prompts, model => modelCosts[model]).Cut(shards) };
    }

    /// <summary>True where a folder has a plan.</summary>
    /// <param name="folder">Any folder.</param>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Reads the plan of a folder.</summary>
    /// <param name="folder">The folder that the tasks share.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or does not deal every pair of every cell to one shard.</exception>
    public static ShardPlan Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{folder}: there is no {FileName} in it. Give the folder that \"study plan\" wrote to, or plan first.", path);
        try
        {
            if (new FileInfo(path).Length > MostBytes)
                throw new JsonException("it is larger than any plan.");
            var plan = JsonSerializer.Deserialize<ShardPlan>(File.ReadAllBytes(path), SpecJson.Options) ?? throw new JsonException("it is null.");
            return ShardRules.Fault(plan) is { } fault ? throw new JsonException(fault) : plan;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: damaged: {e.Message} Plan again into a new folder.", e);
        }
    }

    /// <summary>Writes it, once.</summary>
    /// <param name="folder">The folder that the tasks will share; made if it is not there.</param>
    /// <exception cref="InvalidDataException">There is another plan, or results of a study.</exception>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        SafeFile.Guard(folder, () => Directory.CreateDirectory(folder));
        if (File.Exists(Path.Combine(folder, StudyManifest.FileName)))
            throw new InvalidDataException($"{folder}: has the results of a study that one machine ran. Plan into a folder of its own.");
        if (!SharedFile.TryWriteOnce(path, JsonSerializer.Serialize(this, SpecJson.Options) + "\n"))
            throw new InvalidDataException($"{path}: is there already; tasks may be at work by it. To go on, submit or retry it; for another number of shards plan into a new folder.");
    }

    /// <summary>Refuses another study than the planned one, by what differs.</summary>
    /// <param name="spec">A spec.</param>
    /// <param name="folder">Where this plan was read, for the message.</param>
    /// <exception cref="InvalidDataException">It is of another study.</exception>
    public void Require(StudySpec spec, string folder)
    {
        if (SpecFile.Write(spec) == SpecFile.Write(Spec))
            return;
        string[] differences = [.. SpecAmendment.Refusals(Spec, spec), .. SpecAmendment.Refusals(spec, Spec)];
        throw new InvalidDataException($"{Path.Combine(folder, FileName)}: is the plan of another spec: {(differences.Length > 0 ? string.Join(" ", differences.Distinct()) : "it differs in sources, resamples or what is averaged.")} Give the spec that was planned, or plan this one into a new folder.");
    }

    /// <summary>The shard of an index.</summary>
    /// <exception cref="ArgumentException">There is none, or the array has another number of tasks.</exception>
    public Shard At(ArrayTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Count is { } count && count != Shards.Length)
            throw new ArgumentException($"{task.Source}: {count} shards; the plan has {Shards.Length}. The number of shards of a plan never changes.", nameof(task));
        if (task.Index >= Shards.Length)
            throw new ArgumentException($"{task.Source}: {task.Index} is out of range: the plan's {Shards.Length} shards are counted from 0 to {Shards.Length - 1}.", nameof(task));
        return Shards[task.Index];
    }
}
