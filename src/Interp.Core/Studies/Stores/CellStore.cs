using Interp.Core.Prompts;
using Interp.Core.Studies.Readings;

namespace Interp.Core.Studies.Stores;

/// <summary>The folder of one cell: its identity, its prompts, and for each reading a file a window.</summary>
/// <param name="folder">The folder.</param>
internal sealed class CellStore(string folder)
{
    /// <summary>How the names of readings end.</summary>
    public const string Extension = ".npz";


    private string PromptsPath => Path.Combine(folder, "prompts.jsonl.gz");

    /// <summary>Makes the folder and says what it is of.</summary>
    public void Begin(string identity, PromptSet prompts)
    {
        CreateFolder(folder);
        SafeFile.WriteText(Path.Combine(folder, "identity.json"), identity + "\n");
        if (!File.Exists(PromptsPath) || Prompts().Pairs.Length != prompts.Pairs.Length)
            SafeFile.Guard(PromptsPath, () => PromptFile.Write(PromptsPath, prompts));
    }

    /// <summary>The prompts.</summary>
    /// <exception cref="InvalidDataException">Damaged.</exception>
    public PromptSet Prompts() => PromptFile.Read(PromptsPath);

    /// <summary>True where a window of a reading is there.</summary>
    public bool Has(string reading, PairWindow window) => File.Exists(PartPath(reading, window));

    /// <summary>Keeps a window; a shorter one with the same beginning goes.</summary>
    public void Write(string reading, PairWindow window, IReadOnlyDictionary<string, NumberArray> arrays)
    {
        CreateFolder(Path.Combine(folder, reading));
        var path = PartPath(reading, window);
        NpzFile.Write(path, arrays);
        foreach (var other in Directory.EnumerateFiles(Path.Combine(folder, reading), $"{window.ToString()[..7]}*{Extension}").Where(other => other != path))
            File.Delete(other);
    }

    /// <summary>A reading of a cell, its windows joined: arrays whose first axis is pairs.</summary>
    /// <exception cref="FileNotFoundException">A window is missing.</exception>
    /// <exception cref="InvalidDataException">A window is damaged, or of other arrays than the rest.</exception>
    public IReadOnlyDictionary<string, NumberArray> Read(string reading, IEnumerable<PairWindow> windows)
    {
        var parts = windows.Select(window => (Path: PartPath(reading, window), window.Count)).Select(part => (part.Path, part.Count, Arrays: NpzFile.Read(part.Path))).ToArray();
        foreach (var (path, count, arrays) in parts)
        {
            if (!arrays.Keys.Order().SequenceEqual(parts[0].Arrays.Keys.Order()))
                throw new InvalidDataException($"{path}: has the arrays {string.Join(", ", arrays.Keys.Order())}; the first window has {string.Join(", ", parts[0].Arrays.Keys.Order())}. Delete the file; the study measures it again.");
            if (arrays.FirstOrDefault(array => array.Value.Shape[0] != count || !array.Value.Shape[1..].SequenceEqual(parts[0].Arrays[array.Key].Shape[1..])).Key is { } odd)
                throw new InvalidDataException($"{path}: the array {odd} is [{string.Join(", ", arrays[odd].Shape)}]; expected {count} pairs of [{string.Join(", ", parts[0].Arrays[odd].Shape[1..])}]. Delete the file; the study measures it again.");
        }

        return parts[0].Arrays.Keys.ToDictionary(name => name, name => NumberArray.Join([.. parts.Select(part => part.Arrays[name])]));
    }

    private string PartPath(string reading, PairWindow window) => Path.Combine(folder, reading, window + Extension);

    private static void CreateFolder(string path) => SafeFile.Guard(path, () => Directory.CreateDirectory(path));
}
