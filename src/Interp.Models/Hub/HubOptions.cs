using System.Text;

namespace Interp.Models.Hub;

/// <summary>Where the hub and the local cache are, and how patiently they are asked. Changed with <c>with</c>.</summary>
public sealed record HubOptions
{
    /// <summary>Root of the cache, the folder that holds <c>models--ORG--NAME</c>. Made on the first download.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary>Address of the hub; a mirror may have a path of its own.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>
    /// Access token for private and gated repositories; null for none. It is sent to <see cref="Endpoint"/> only, and never in
    /// clear: over http it goes to this machine alone.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Whether only the cache may be used.</summary>
    public bool Offline { get; init; }

    /// <summary>
    /// Whether the hub is asked what a branch or tag points to even where the cache remembers an answer. Without it, what
    /// is cached is used without any network.
    /// </summary>
    public bool Refresh { get; init; }

    /// <summary>Whether snapshots link to blobs; false copies them, as happens by itself where links are not possible.</summary>
    public bool SymbolicLinks { get; init; } = true;

    /// <summary>How often a request is tried before a failing server or a cut connection is an error. At least 1.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Pause before the second attempt; it doubles with every further one, up to a minute.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the server may send nothing before the connection counts as cut.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Options from this process's environment variables, read now. See <see cref="FromEnvironment(Func{string, string})"/>.</summary>
    /// <exception cref="InvalidDataException">A variable or the token file holds something unusable.</exception>
    public static HubOptions FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    /// <summary>Options from environment variables: the ones of the Python <c>huggingface_hub</c> library, with its meaning.</summary>
    /// <param name="variable">
    /// Gives a variable's value, null where it is unset. Asked for: <c>HF_HUB_CACHE</c>, <c>HF_HOME</c>,
    /// <c>XDG_CACHE_HOME</c>, <c>HF_ENDPOINT</c>, <c>HF_TOKEN</c>, <c>HUGGING_FACE_HUB_TOKEN</c>, <c>HF_TOKEN_PATH</c>,
    /// <c>HF_HUB_OFFLINE</c>, <c>HOME</c> and <c>USERPROFILE</c>.
    /// </param>
    /// <exception cref="InvalidDataException">A variable or the token file holds something unusable.</exception>
    public static HubOptions FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return new HubEnvironment(variable).Read();
    }

    /// <summary>The endpoint without a slash at its end.</summary>
    internal string Site => Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>Whether nobody on the way could read the token.</summary>
    internal bool MaySendToken => Endpoint.Scheme == Uri.UriSchemeHttps || Endpoint.IsLoopback;

    // The token must not reach a log through ToString.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"CacheDirectory = {CacheDirectory}, Endpoint = {Endpoint}, Token = {(Token is null ? "none" : "***")}, ");
        text.Append($"Offline = {Offline}, Refresh = {Refresh}, SymbolicLinks = {SymbolicLinks}, ");
        text.Append($"Attempts = {Attempts}, RetryDelay = {RetryDelay}, StallTimeout = {StallTimeout}");
        return true;
    }

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(CacheDirectory);
        ArgumentNullException.ThrowIfNull(Endpoint);
        ArgumentOutOfRangeException.ThrowIfLessThan(Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero);
        if (!Endpoint.IsAbsoluteUri || !HubNames.IsWeb(Endpoint))
            throw new ArgumentException($"Endpoint '{Endpoint}' is not an http or https address.", nameof(Endpoint));
        if (Token is not null && !HubNames.IsToken(Token))
            throw new ArgumentException("Token is empty or holds characters that no token has.", nameof(Token));
    }
}
