namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>An uncompressed entry of a zip archive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">First byte of its data in the file.</param>
/// <param name="Length">Bytes of its data, all of which lie in the file.</param>
internal sealed record ZipEntry(string Name, long Offset, long Length);
