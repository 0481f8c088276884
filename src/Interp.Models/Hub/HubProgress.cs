namespace Interp.Models.Hub;

/// <summary>How far the download of one file is.</summary>
/// <param name="File">The file's name in its repository.</param>
/// <param name="Bytes">Bytes on disk, those of an earlier, interrupted download included.</param>
/// <param name="Total">Size of the whole file in bytes; null where the server does not say.</param>
public readonly record struct HubProgress(string File, long Bytes, long? Total);
