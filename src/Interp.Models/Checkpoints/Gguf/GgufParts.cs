using System.Globalization;
using System.Text.RegularExpressions;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>
/// The files of a model that llama.cpp's <c>gguf-split</c> cut: NAME-00001-of-00003.gguf and so on, the first with the
/// metadata of the model, each with tensors of its own.
/// </summary>
internal static partial class GgufParts
{
    private const int MaxParts = 1_000;
    private const string CountKey = "split.count";
    private const string NumberKey = "split.no";

    /// <summary>Number of parts that a file says it is one of; 1 for a whole file.</summary>
    /// <exception cref="InvalidDataException">No such number of parts can be.</exception>
    public static int Count(GgufHeader header) => header.Metadata.FindInt64(CountKey) switch
    {
        null or 0 or 1 => 1,
        > 1 and <= MaxParts and var parts => (int)parts,
        var parts => throw header.Metadata.Refuse(CountKey, $"is {parts}; expected 1 to {MaxParts}"),
    };

    /// <summary>Paths of all parts, by the path of one of them.</summary>
    /// <exception cref="InvalidDataException">The file's name is not that of a part.</exception>
    public static IReadOnlyList<string> Paths(string path, int count)
    {
        var name = Path.GetFileName(path);
        if (PartName().Match(name) is not { Success: true } match || match.Groups["count"].Value != Digits(count))
            throw Malformed.File(path, $"{CountKey} says that this is one of {count} parts, whose names end in '-00001-of-{Digits(count)}.gguf' and so on; give the parts their names back, or merge them ('llama-gguf-split --merge')");
        return [.. Enumerable.Range(1, count).Select(part => Path.Combine(Path.GetDirectoryName(path) ?? "", $"{match.Groups["name"].Value}-{Digits(part)}-of-{Digits(count)}.gguf"))];
    }

    /// <summary>Checks that a file is the part that its name says.</summary>
    /// <exception cref="InvalidDataException">It is another, or of another model.</exception>
    public static void CheckPart(GgufHeader header, string path, int number, int count)
    {
        if (Count(header) != count || header.Metadata.FindInt64(NumberKey) != number)
            throw Malformed.File(path, $"it says that it is part {header.Metadata.FindInt64(NumberKey) + 1} of {Count(header)}, its name part {number + 1} of {count}; the parts do not belong together");
    }

    private static string Digits(int number) => number.ToString("D5", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<name>.+)-\d{5}-of-(?<count>\d{5})\.gguf$")]
    private static partial Regex PartName();
}
