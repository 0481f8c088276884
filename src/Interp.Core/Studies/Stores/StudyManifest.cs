using System.Collections.Immutable;
using System.Text.Json;
using Interp.Core.Studies.Specs;

namespace Interp.Core.Studies.Stores;

/// <summary>What stands in a results folder: which cells, where, how far, made by what.</summary>
public sealed record StudyManifest
{
    /// <summary>Version of the library that ran it last.</summary>
    public required string Library { get; init; }

    /// <summary>Where it ran last; decides no number.</summary>
    public required string Machine { get; init; }

    /// <summary>When the last run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null while it runs, and where it was killed.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>The cells, in the order in which they run.</summary>
    public required ImmutableArray<ManifestCell> Cells { get; init; }

    internal const string FileName = "manifest.json";

    /// <summary>Reads the manifest of a results folder.</summary>
    /// <param name="folder">A results folder.</param>
    /// <exception cref="FileNotFoundException">It is none.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static StudyManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{folder}: is no results folder: there is no {FileName} in it. Give the folder that \"study run\" wrote to.", path);
        try
        {
            return JsonSerializer.Deserialize<StudyManifest>(File.ReadAllText(path), SpecJson.Options) ?? throw new JsonException("it is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: damaged: {e.Message} Run the study again; what was measured is kept.", e);
        }
    }

    internal void Write(string folder) => SafeFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, SpecJson.Options) + "\n");
}
