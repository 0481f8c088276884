namespace Interp.Models.Hub;

/// <summary>What a request is about, for the message of its failure.</summary>
/// <param name="Repository">Repository and revision.</param>
/// <param name="File">The file, null where the repository itself is asked for.</param>
internal sealed record HubTarget(HubRepository Repository, string? File);
