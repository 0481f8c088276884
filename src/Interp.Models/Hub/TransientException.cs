using System.Net;

namespace Interp.Models.Hub;

/// <summary>A failure that trying again may cure.</summary>
internal sealed class TransientException(string message, Exception? inner = null, HttpStatusCode? status = null)
    : HttpRequestException(message, inner, status)
{
    /// <summary>How long the server asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
