using System.Globalization;

namespace Interp.Models.Hub;

/// <summary>The hub's own headers, gathered along a chain of redirects: the first answer that has one counts.</summary>
internal sealed class HubHeaders
{
    public string? Commit { get; private set; }

    public string? ETag => LinkedETag ?? OwnETag;

    public long? Size => LinkedSize ?? OwnSize;

    private string? LinkedETag { get; set; }

    private long? LinkedSize { get; set; }

    private string? OwnETag { get; set; }

    private long? OwnSize { get; set; }

    public static string? Value(HttpResponseMessage message, string name) =>
        message.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;

    public void Add(HttpResponseMessage message)
    {
        Commit ??= Value(message, "X-Repo-Commit");
        LinkedETag ??= Value(message, "X-Linked-ETag");
        LinkedSize ??= long.TryParse(Value(message, "X-Linked-Size"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
        // These two describe the answer they come with, so a redirect's own length is not the file's.
        OwnETag = Value(message, "ETag");
        OwnSize = message.IsSuccessStatusCode ? message.Content.Headers.ContentLength : null;
    }
}
