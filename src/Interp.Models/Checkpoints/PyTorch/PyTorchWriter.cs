using System.IO.Compression;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>Writes files of <c>torch.save</c>: equal values give equal bytes.</summary>
internal static class PyTorchWriter
{
    private const int Piece = 1 << 22;

    /// <summary>Writes a file: beside its place first, then renamed.</summary>
    /// <param name="path">Where it goes; an older one is replaced.</param>
    /// <param name="value">What <c>torch.load</c> will give.</param>
    public static void Write(string path, PickledValue value)
    {
        var (pickle, tensors) = PickleWriter.Write(value);
        WholeFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
            Entry(zip, "data.pkl", entry => entry.Write(pickle));
            Entry(zip, "byteorder", entry => entry.Write("little"u8));
            foreach (var (index, tensor) in tensors.Index())
                Entry(zip, $"data/{index}", entry => Data(entry, tensor));
            Entry(zip, "version", entry => entry.Write("3\n"u8));
        });
    }

    private static void Entry(ZipArchive zip, string name, Action<Stream> write)
    {
        var entry = zip.CreateEntry($"archive/{name}", CompressionLevel.NoCompression);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        write(stream);
    }

    private static void Data(Stream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.detach().cpu().contiguous().view(-1);
        for (var at = 0L; at < flat.shape[0]; at += Piece)
        {
            using var piece = flat.narrow(0, at, Math.Min(Piece, flat.shape[0] - at));
            stream.Write(piece.bytes);
        }
    }
}
