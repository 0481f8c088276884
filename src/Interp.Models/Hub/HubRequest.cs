namespace Interp.Models.Hub;

/// <summary>One question to the hub.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Address">An address under the endpoint.</param>
/// <param name="Target">What it is about.</param>
internal sealed record HubRequest(HttpMethod Method, Uri Address, HubTarget Target)
{
    /// <summary>First byte wanted; 0 for the whole.</summary>
    public long From { get; init; }

    /// <summary>Strong entity tag that a part must still belong to; null for none.</summary>
    public string? IfRange { get; init; }

    /// <summary>Whether a redirect to another host ends the chain instead of being followed.</summary>
    public bool StopAtOtherHost { get; init; }
}
