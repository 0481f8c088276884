using System.Text.Json;
using Interp.Models.Checkpoints;

namespace Interp.Models.Hub;

/// <summary>The files of a repository at one commit, as the hub's API tells them.</summary>
/// <param name="Commit">The commit that the revision points to.</param>
/// <param name="Files">File names, with '/' between folders.</param>
internal sealed record HubListing(string Commit, IReadOnlyList<string> Files)
{
    /// <exception cref="InvalidDataException">The answer is no listing, or names files outside the repository.</exception>
    public static HubListing Parse(ReadOnlyMemory<byte> json, Uri address)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "sha") is not { } commit || !HubNames.IsCommit(commit))
                throw Broken(address, "expected 'sha', a commit of 40 hexadecimal digits");
            if (!root.TryGetProperty("siblings", out var siblings) || siblings.ValueKind != JsonValueKind.Array)
                throw Broken(address, "expected 'siblings', a list of files");
            return new HubListing(commit, [.. siblings.EnumerateArray().Select(sibling => FileName(sibling, address)).OfType<string>()]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Broken(address, "expected JSON", e);
        }
    }

    /// <summary>A file's name; null for one that cannot be a path on every system, as some logs' are: no model needs such a file.</summary>
    private static string? FileName(JsonElement sibling, Uri address)
    {
        var name = sibling.ValueKind == JsonValueKind.Object ? Text(sibling, "rfilename") : null;
        if (name is null)
            throw Broken(address, "an entry of 'siblings' has no 'rfilename'");
        if (HubNames.LeadsOutside(name))
            throw Broken(address, $"file name {Malformed.Quote(name)} is refused: it leads out of the repository");
        return HubNames.PathProblem(name) is null ? name : null;
    }

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static InvalidDataException Broken(Uri address, string what, Exception? inner = null) =>
        Malformed.Data($"{address} is not the hub's list of files: {what}. Check HF_ENDPOINT.", inner);
}
