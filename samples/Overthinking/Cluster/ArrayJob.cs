using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>What an array engine is told: where the study is, and what each task gets. Kept beside the plan, so that what is missing is submitted alike.</summary>
internal sealed record ArrayJob
{
    private const string FileName = "job.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Who runs it.</summary>
    public required ArrayEngine Engine { get; init; }

    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>What starts this program there.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>Full path of the spec, as tasks see it.</summary>
    public required string Spec { get; init; }

    /// <summary>Full path of the folder with the plan, as tasks see it.</summary>
    public required string Folder { get; init; }

    /// <summary>Most tasks at once.</summary>
    public required int AtOnce { get; init; }

    /// <summary>CPUs a task.</summary>
    public required int Cpus { get; init; }

    /// <summary>Memory a task, as the engine writes it; null for its default.</summary>
    public string? Memory { get; init; }

    /// <summary>Longest time a task, as Slurm writes it; null for its default.</summary>
    public string? Time { get; init; }

    /// <summary>Slurm's partition; null for its default.</summary>
    public string? Partition { get; init; }

    /// <summary>Slurm's MaxArraySize: indices stay below it.</summary>
    public required int ArrayLimit { get; init; }

    /// <summary>The container's image.</summary>
    public string? Image { get; init; }

    /// <summary>The claim of the volume that all pods share.</summary>
    public string? Claim { get; init; }

    /// <summary>Where that volume is mounted.</summary>
    public string? Mount { get; init; }

    /// <summary>Reads the last one that was submitted.</summary>
    /// <exception cref="FileNotFoundException">None was.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ArrayJob Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{folder}: nothing was submitted from it: there is no {FileName}. Submit the study first.", path);
        try
        {
            return JsonSerializer.Deserialize<ArrayJob>(File.ReadAllText(path), Json) ?? throw new JsonException("it is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: damaged: {e.Message} Submit the study again.", e);
        }
    }

    /// <summary>Keeps it.</summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path + ".partial", JsonSerializer.Serialize(this, Json) + "\n");
        File.Move(path + ".partial", path, overwrite: true);
    }
}
