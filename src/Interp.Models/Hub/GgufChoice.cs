using System.Globalization;
using System.Text.RegularExpressions;
using Interp.Models.Checkpoints;

namespace Interp.Models.Hub;

/// <summary>Which files of a repository are its GGUF model of a quantisation, by the names that people give them.</summary>
internal static partial class GgufChoice
{
    private const int Named = 12;

    /// <summary>The files: one, or all parts of a split one in order.</summary>
    /// <param name="repository">The repository, for messages.</param>
    /// <param name="files">All its files.</param>
    /// <param name="quantisation">"Q4_K_M"; letter case does not matter.</param>
    /// <exception cref="FileNotFoundException">There is none, or parts of it are missing; the message lists those there are.</exception>
    /// <exception cref="InvalidDataException">There are several models of it.</exception>
    public static IReadOnlyList<string> Of(HubRepository repository, IEnumerable<string> files, string quantisation)
    {
        var name = new Regex($"(^|[^A-Za-z0-9]){Regex.Escape(quantisation)}([^A-Za-z0-9_]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        // A projector of images is a GGUF file too, and no model.
        string[] all = [.. files.Where(file => file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) && !file.Contains("mmproj", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        var models = all.Where(file => name.IsMatch(Path.GetFileNameWithoutExtension(file))).GroupBy(file => Part().Replace(file, "")).ToArray();
        return models switch
        {
            [] => throw new FileNotFoundException($"{repository} has no GGUF file of {quantisation}; there are {List(all)}.", $"*{quantisation}*.gguf"),
            [var model] => Whole(repository, [.. model]),
            _ => throw Malformed.Data($"{repository} has several GGUF models of {quantisation}: {List([.. models.Select(model => model.First())])}. Get one with {nameof(HubClient)}.{nameof(HubClient.DownloadAsync)}, and load its path."),
        };
    }

    private static string[] Whole(HubRepository repository, string[] files)
    {
        var parts = files.Select(file => Part().Match(file)).ToArray();
        if (files.Length == 1 && !parts[0].Success)
            return files;
        if (parts.Any(part => !part.Success || part.Groups["of"].Value != parts[0].Groups["of"].Value) || !int.TryParse(parts[0].Groups["of"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count != files.Length)
            throw new FileNotFoundException($"{repository} has {List(files)} and not every part that they name.", files[0]);
        return files;
    }

    private static string List(string[] files) => files.Length == 0
        ? "none at all"
        : $"{string.Join(", ", files.Take(Named).Select(Malformed.Cut))}{(files.Length > Named ? ", …" : "")}";

    [GeneratedRegex(@"-\d{5}-of-(?<of>\d{5})(?=\.gguf$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
