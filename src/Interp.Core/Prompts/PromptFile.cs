using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Interp.Core.Prompts;

/// <summary>Prompts as a file: JSON Lines, first what the set is, then its prompts, correct and false in turn; compressed where its name ends in .gz.</summary>
/// <remarks>Writing and reading gives back the same set, equal sets the same bytes. A file never stands half-written under its name.</remarks>
public static class PromptFile
{
    private const int MaximumPairs = 10_000_000;

    /// <summary>Writes a set, replacing what the file held.</summary>
    /// <param name="path">In an existing folder.</param>
    /// <param name="prompts">Of one pair or more, all with the same number of demonstrations.</param>
    /// <exception cref="ArgumentException">The set is not whole, so that no file could give it back; nothing is written.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static void Write(string path, PromptSet prompts)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(prompts);
        if (BrokenBy(prompts) is { } broken)
            throw new ArgumentException($"{broken}. No file could give such a set back.", nameof(prompts));

        var beside = path + ".partial";
        using (var file = File.Create(beside))
        using (var writer = new StreamWriter(IsZipped(path) ? new GZipStream(file, CompressionLevel.Optimal) : file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)))
        {
            writer.NewLine = "\n";
            writer.WriteLine(PromptJson.WriteHead(prompts));
            foreach (var pair in prompts.Pairs)
            {
                writer.WriteLine(PromptJson.Write(PromptKind.Correct, pair.Correct));
                writer.WriteLine(PromptJson.Write(PromptKind.False, pair.False));
            }
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Reads a set.</summary>
    /// <param name="path">A file that <see cref="Write"/> made.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not such a file; the message names the line, what was found and what was expected.</exception>
    public static PromptSet Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; expected prompts as JSON Lines.", path);

        using var file = File.OpenRead(path);
        using var reader = new StreamReader(IsZipped(path) ? new GZipStream(file, CompressionMode.Decompress) : file, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var lines = Lines(reader).GetEnumerator();
        var number = 0;
        var (head, count) = Next(PromptJson.ReadHead);
        if (count is < 1 or > MaximumPairs)
            throw new InvalidDataException($"{path}: line 1: key \"pairs\" is {count}; expected 1 to {MaximumPairs}.");

        var pairs = ImmutableArray.CreateBuilder<PromptPair>();
        while (pairs.Count < count)
        {
            var correct = Next(line => PromptJson.Read(line, PromptKind.Correct, head.Labels.Length));
            var @false = Next(line => PromptJson.Read(line, PromptKind.False, head.Labels.Length));
            if (correct.PreLabel.Length != @false.PreLabel.Length || (pairs.Count > 0 && correct.PreLabel.Length != pairs[0].Correct.PreLabel.Length))
                throw new InvalidDataException($"{path}: line {number}: prompts of {correct.PreLabel.Length} and {@false.PreLabel.Length} demonstrations; expected the same number in all prompts.");
            pairs.Add(new PromptPair(correct, @false));
        }

        if (!IsAtEnd(lines))
            throw new InvalidDataException($"{path}: line {number + 1}: found more than the {count} pairs that line 1 tells of.");
        return head with { Pairs = pairs.ToImmutable() };

        T Next<T>(Func<JsonElement, T> read)
        {
            number++;
            try
            {
                if (!lines.MoveNext())
                    throw new InvalidDataException("the file ends here; expected another prompt. It was cut: make it again");
                using var document = PromptJson.Parse(lines.Current);
                return read(document.RootElement);
            }
            catch (Exception e) when (e is InvalidDataException or JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
            {
                throw new InvalidDataException($"{path}: line {number}: {e.Message.TrimEnd('.')}.", e);
            }
        }
    }

    private static bool IsZipped(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static bool IsAtEnd(IEnumerator<string> lines)
    {
        try
        {
            return !lines.MoveNext();
        }
        catch (Exception e) when (e is DecoderFallbackException or InvalidDataException)
        {
            return false; // there is more, and it is not even text
        }
    }

    private static string? BrokenBy(PromptSet set)
    {
        if (set.Pairs.Length is < 1 or > MaximumPairs)
            return $"The set has {set.Pairs.Length} pairs; expected 1 to {MaximumPairs}";
        if (PromptRules.BrokenBy(set) is { } broken)
            return $"The set has {broken}";

        for (var i = 0; i < set.Pairs.Length; i++)
        {
            foreach (var kind in Enum.GetValues<PromptKind>())
            {
                var prompt = set.Pairs[i][kind];
                if (PromptRules.BrokenBy(prompt, set.Labels.Length) is { } flaw)
                    return $"Pair {i}, {kind}: {flaw}";
                if (prompt.PreLabel.Length != set.Demonstrations)
                    return $"Pair {i}, {kind}: {prompt.PreLabel.Length} demonstrations, {set.Demonstrations} in the first prompt; expected the same number in all prompts";
            }
        }

        return null;
    }
}
