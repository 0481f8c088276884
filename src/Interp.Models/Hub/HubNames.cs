namespace Interp.Models.Hub;

/// <summary>What a name from outside must look like before it becomes part of a path or an address.</summary>
internal static class HubNames
{
    private const int MaxSegment = 255;
    private const int MaxName = 1024;
    private const string NotInSegments = "\\:*?\"<>|";

    /// <summary>Why <paramref name="id"/> is no repository id (NAME or ORG/NAME), or null where it is one.</summary>
    public static string? RepositoryProblem(string id)
    {
        if (id.Length is 0 or > 200 || id.Count(letter => letter == '/') > 1)
            return "expected NAME or ORG/NAME";
        foreach (var part in id.Split('/'))
        {
            if (part.Length is 0 or > 96 || !part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
                return "expected ASCII letters, digits, '-', '_' and '.', at most 96 a part";
            // "--" separates ORG from NAME in the cache's folder names.
            if (part[0] is '-' or '.' || part[^1] is '-' or '.' || part.Contains("..") || part.Contains("--"))
                return "no part may begin or end with '-' or '.', or contain '..' or '--'";
        }
        return null;
    }

    /// <summary>Why <paramref name="path"/> is no relative path within a repository, or null where it is one.</summary>
    public static string? PathProblem(string path)
    {
        if (path.Length is 0 or > MaxName)
            return $"expected 1 to {MaxName} characters";
        foreach (var segment in path.Split('/'))
        {
            if (segment.Length is 0 or > MaxSegment)
                return "an absolute path, or one with an empty or overlong part";
            if (segment is "." or ".." || segment[^1] is '.' or ' ')
                return "a part that is '.' or '..', or ends with '.' or a space";
            if (segment.Any(letter => char.IsControl(letter) || NotInSegments.Contains(letter)))
                return $"control characters and any of {NotInSegments} are not allowed";
        }
        return null;
    }

    /// <summary>Whether a path leads out of the folder that it is meant to be in.</summary>
    public static bool LeadsOutside(string path) => path.StartsWith('/') || path.Split('/', '\\').Contains("..");

    /// <summary>Whether the text is a full commit id.</summary>
    public static bool IsCommit(string text) => text.Length == 40 && IsLowerHex(text);

    /// <summary>Whether the text is all lower-case hexadecimal digits.</summary>
    public static bool IsLowerHex(string text) => text.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether an entity tag can name a blob.</summary>
    public static bool IsBlobName(string text) => text.Length is > 0 and <= 128
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    /// <summary>Whether the text can be an access token, and so is safe in a header.</summary>
    public static bool IsToken(string text) => text.Length is > 0 and <= 4096 && text.All(letter => letter is > ' ' and <= '~');

    /// <summary>Whether an address is http or https.</summary>
    public static bool IsWeb(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp;
}
