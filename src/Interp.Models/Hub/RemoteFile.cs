namespace Interp.Models.Hub;

/// <summary>What the hub says about one file.</summary>
/// <param name="Name">Name in the repository.</param>
/// <param name="Address">Where it is asked for, at <paramref name="Commit"/>.</param>
/// <param name="Commit">Commit it belongs to.</param>
/// <param name="ETag">Name of its content: SHA-256 of large files, git's SHA-1 of small ones.</param>
/// <param name="IsWeak">Whether the tag was marked weak, so that it cannot guard a resumed download.</param>
/// <param name="Size">Size in bytes; null where the server does not say.</param>
internal sealed record RemoteFile(string Name, Uri Address, string Commit, string ETag, bool IsWeak, long? Size);
