using System.Net;

namespace Interp.Models.Hub;

/// <summary>What an answer that is no success means, and the way out.</summary>
internal static class HubErrors
{
    public static Exception Of(HttpResponseMessage message, HubTarget target, HubOptions options)
    {
        var status = (int)message.StatusCode;
        var host = message.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Authority) ?? options.Site;
        // Storage behind the hub refuses a signed address that is too old; the next attempt gets a new one.
        var expired = status is 403 && !options.Site.StartsWith(host, StringComparison.OrdinalIgnoreCase);
        if (expired || status is 408 or 429 or >= 500)
            return new TransientException($"{host} answered {status} for {Name(target)}.", null, message.StatusCode)
            {
                RetryAfter = message.Headers.RetryAfter?.Delta,
            };
        return message.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Refused(message, target, options),
            HttpStatusCode.NotFound => Missing(message, target, options),
            _ => new HttpRequestException(
                $"{host} answered {status} for {Name(target)}, expected the file; check HF_ENDPOINT and the address {options.Site}/{target.Repository.Page}.",
                null, message.StatusCode),
        };
    }

    private static UnauthorizedAccessException Refused(HttpResponseMessage message, HubTarget target, HubOptions options)
    {
        var status = (int)message.StatusCode;
        var id = target.Repository.Id;
        if (HubHeaders.Value(message, "X-Error-Code") == "GatedRepo")
            return new($"{id} is gated ({status}): ask for access at {options.Site}/{target.Repository.Page}, then set HF_TOKEN to a token of that account.");
        if (options is { Token: not null, MaySendToken: false })
            return new($"{id} does not exist at {options.Site} or is private ({status}): the token was not sent, since everybody on the way to an http address could read it. Give an https address in HF_ENDPOINT.");
        return options.Token is null
            ? new($"{id} does not exist at {options.Site} or is private ({status}): check the id, or set HF_TOKEN to a token that may read it.")
            : new($"{options.Site} refused the token for {id} ({status}): check the id, and that HF_TOKEN or the token file holds a valid token that may read it.");
    }

    private static IOException Missing(HttpResponseMessage message, HubTarget target, HubOptions options)
    {
        var (id, revision) = (target.Repository.Id, target.Repository.Revision);
        return HubHeaders.Value(message, "X-Error-Code") switch
        {
            "RepoNotFound" => new DirectoryNotFoundException(
                $"{id} does not exist at {options.Site} or is private (404): check the id, or set HF_TOKEN to a token that may read it."),
            "RevisionNotFound" => new DirectoryNotFoundException(
                $"{id} has no revision '{revision}' (404): expected a branch, tag, full commit or refs/pr/N; {options.Site}/{target.Repository.Page}/tree/main lists them."),
            _ when target.File is null => new DirectoryNotFoundException(
                $"{id} at revision '{revision}' was not found at {options.Site} (404): check the id and the revision."),
            _ => new FileNotFoundException(
                $"{id} has no file '{target.File}' at revision '{revision}' (404): {options.Site}/{target.Repository.Page}/tree/main lists its files.", target.File),
        };
    }

    private static string Name(HubTarget target) => target.File is null ? target.Repository.ToString() : $"{target.Repository}/{target.File}";
}
