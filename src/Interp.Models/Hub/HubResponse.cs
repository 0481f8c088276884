namespace Interp.Models.Hub;

/// <summary>The last answer of a chain of redirects, with what the earlier ones said about the file. Owns the answer.</summary>
internal sealed class HubResponse(HttpResponseMessage message, HubHeaders headers) : IDisposable
{
    public HttpResponseMessage Message => message;

    public HubHeaders Headers => headers;

    public void Dispose() => message.Dispose();
}
