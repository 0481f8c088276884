using System.Net;
using System.Net.Http.Headers;

namespace Interp.Models.Hub;

/// <summary>
/// Sends requests: follows redirects itself, so that the token stays with the hub and the hub's headers are seen, and
/// turns failures into exceptions.
/// </summary>
internal sealed class HubHttp(HttpClient http, HubOptions options)
{
    private const int MaxRedirects = 8;

    private static readonly ProductInfoHeaderValue Agent = new("Interp", typeof(HubHttp).Assembly.GetName().Version?.ToString(3));

    /// <summary>A client for this class: redirects and compression off, for sizes and ranges are those of the plain file.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>An address under the endpoint.</summary>
    /// <param name="path">Path after the endpoint, already escaped.</param>
    public Uri Address(string path) => new($"{options.Site}/{path}");

    /// <summary>Sends a request and follows its redirects; the caller disposes of the answer.</summary>
    /// <returns>A success, a 416, or a redirect to another host where the request stops there.</returns>
    public async Task<HubResponse> SendAsync(HubRequest request, CancellationToken cancellation)
    {
        var headers = new HubHeaders();
        var address = request.Address;
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            var message = await SendOnceAsync(request, address, cancellation).ConfigureAwait(false);
            headers.Add(message);
            if (Redirect(message, address) is not { } next)
                return new HubResponse(Accepted(message, request), headers);
            if (request.StopAtOtherHost && !IsSameHost(next, options.Endpoint))
                return new HubResponse(message, headers);
            message.Dispose();
            address = next;
        }
        throw new HttpRequestException(
            $"{request.Address} was redirected more than {MaxRedirects} times, last to {address.GetLeftPart(UriPartial.Path)}; check HF_ENDPOINT ({options.Site}).");
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HubRequest request, Uri address, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(request.Method, address);
        message.Headers.UserAgent.Add(Agent);
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (options.Token is not null && IsSameHost(address, options.Endpoint) && options.MaySendToken)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        if (request.From > 0)
            message.Headers.Range = new RangeHeaderValue(request.From, null);
        // Another host tags the same bytes in its own way; there the hash of the whole is the check.
        if (request.IfRange is { } tag && IsSameHost(address, options.Endpoint))
            message.Headers.TryAddWithoutValidation("If-Range", $"\"{tag}\"");
        var response = await AnswerAsync(message, cancellation).ConfigureAwait(false);
        if (response.RequestMessage?.RequestUri is not { } asked || asked == address)
            return response;
        response.Dispose();
        throw new InvalidOperationException(
            "The HttpClient follows redirects by itself, which hides the hub's headers; give its handler AllowAutoRedirect = false.");
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage message, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.StallTimeout);
        try
        {
            return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new TransientException($"{Plain(message.RequestUri!)} could not be reached: {e.Message.TrimEnd('.')}.", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TransientException($"{Plain(message.RequestUri!)} did not answer in time.", e);
        }
    }

    private HttpResponseMessage Accepted(HttpResponseMessage message, HubRequest request)
    {
        if (message.IsSuccessStatusCode || (message.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && request.From > 0))
            return message;
        using (message)
            throw HubErrors.Of(message, request.Target, options);
    }

    private static Uri? Redirect(HttpResponseMessage message, Uri from)
    {
        if ((int)message.StatusCode is not (301 or 302 or 303 or 307 or 308) || message.Headers.Location is not { } location)
            return null;
        var next = location.IsAbsoluteUri ? location : new Uri(from, location);
        if (HubNames.IsWeb(next) && !(from.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp))
            return next;
        message.Dispose();
        throw new HttpRequestException(
            $"{Plain(from)} redirects to {Plain(next)}, which is not as secure; that is refused. Check HF_ENDPOINT.");
    }

    private static bool IsSameHost(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    // Queries of download addresses carry signatures, which do not belong in messages.
    private static string Plain(Uri uri) => uri.GetLeftPart(UriPartial.Path);
}
