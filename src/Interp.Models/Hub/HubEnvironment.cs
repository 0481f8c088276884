using Interp.Models.Checkpoints;

namespace Interp.Models.Hub;

/// <summary>Reads the environment variables of the Python <c>huggingface_hub</c> library.</summary>
internal sealed class HubEnvironment(Func<string, string?> variable)
{
    private const int MaxTokenFileBytes = 4096;

    public HubOptions Read()
    {
        var options = new HubOptions
        {
            CacheDirectory = Path.GetFullPath(Folder("HF_HUB_CACHE") ?? Path.Combine(Home(), "hub")),
            Token = Token(),
            Offline = Value("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE",
        };
        return Value("HF_ENDPOINT") is { } endpoint ? options with { Endpoint = Endpoint(endpoint) } : options;
    }

    // An empty variable counts as unset.
    private string? Value(string name) => variable(name) is { } value && value.Trim().Length > 0 ? value.Trim() : null;

    private string Home() => Folder("HF_HOME")
        ?? Path.Combine(Folder("XDG_CACHE_HOME") ?? Path.Combine(UserHome(), ".cache"), "huggingface");

    private string UserHome() => Value("HOME") ?? Value("USERPROFILE")
        ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private string? Folder(string name) => Value(name) switch
    {
        "~" => UserHome(),
        ['~', '/' or '\\', .. var rest] => Path.Combine(UserHome(), rest),
        var value => value,
    };

    private static Uri Endpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && HubNames.IsWeb(uri)
            ? uri
            : throw Malformed.Data(
                $"HF_ENDPOINT is '{text}', expected an http or https address such as https://huggingface.co; correct or unset it.");

    private string? Token()
    {
        foreach (var name in (string[])["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"])
            if (Value(name) is { } token)
                return CheckedToken(token, name);
        return FileToken(Folder("HF_TOKEN_PATH") ?? Path.Combine(Home(), "token"));
    }

    private static string? FileToken(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return null;
        if (file.Length > MaxTokenFileBytes)
            throw Malformed.Data(
                $"{path} has {file.Length} bytes, expected one access token; log in again, or set HF_TOKEN.");
        var text = File.ReadAllText(path).Trim();
        return text.Length == 0 ? null : CheckedToken(text, path);
    }

    private static string CheckedToken(string token, string source) => HubNames.IsToken(token)
        ? token
        : throw Malformed.Data(
            $"{source} holds spaces or characters that no access token has; expected one token such as hf_...; correct or remove it.");
}
