using System.IO.Compression;

namespace Interp.Models.Tests.Checkpoints.PyTorch;

/// <summary>Writes archives in the layout of torch.save.</summary>
internal static class ArchiveBuilder
{
    public static byte[] Build(byte[] pickle, params (string Key, byte[] Data)[] storages) =>
        Build(CompressionLevel.NoCompression, [("archive/data.pkl", pickle), ("archive/byteorder", "little"u8.ToArray()), .. storages.Select(s => ($"archive/data/{s.Key}", s.Data))]);

    public static byte[] Build(CompressionLevel level, params (string Name, byte[] Data)[] entries)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, data) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(data);
            }
        }

        return memory.ToArray();
    }

    /// <summary>Bytes of consecutive float32 numbers from 0 on.</summary>
    public static byte[] Floats(int count) => [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((float)i))];
}
