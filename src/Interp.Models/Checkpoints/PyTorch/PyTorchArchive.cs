namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>Reads the tables of an archive of <c>torch.save</c>.</summary>
internal static class PyTorchArchive
{
    private const int MaxPickle = 64 << 20;
    private const string Pickle = "data.pkl";

    /// <summary>The tensors of the state dictionary by name.</summary>
    /// <param name="stream">The whole file; it must seek.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="stateOf">From the pickle's value to the state dictionary.</param>
    public static IReadOnlyDictionary<string, PyTorchTensor> Read(Stream stream, string path, Func<object?, object?> stateOf)
    {
        var entries = ZipDirectory.Read(stream, path);
        var folder = Folder(entries, path);
        RefuseBigEndian(stream, entries, folder, path);

        var pickle = ReadEntry(stream, entries[folder + Pickle], MaxPickle, path);
        var root = new Unpickler(pickle, path).Run();
        return new StateDictionary(entries, folder + "data/", path).Read(stateOf(root));
    }

    /// <summary>The folder inside the archive that holds everything, with its slash.</summary>
    private static string Folder(IReadOnlyDictionary<string, ZipEntry> entries, string path)
    {
        var pickles = entries.Keys.Where(name => name.EndsWith('/' + Pickle, StringComparison.Ordinal)).ToList();
        return pickles is [var only]
            ? only[..^Pickle.Length]
            : throw Malformed.File(
                path, $"the zip archive has {pickles.Count} entries '*/{Pickle}', expected one: it is no file of torch.save");
    }

    private static void RefuseBigEndian(Stream stream, IReadOnlyDictionary<string, ZipEntry> entries, string folder, string path)
    {
        // Files from before PyTorch 2.1 do not say; they were written on little-endian machines.
        if (!entries.TryGetValue(folder + "byteorder", out var entry))
            return;

        var order = ReadEntry(stream, entry, 16, path);
        if (!order.AsSpan().SequenceEqual("little"u8))
            throw Malformed.File(path, "its byte order is not 'little'; load it in Python on any machine and save it again on a little-endian one");
    }

    private static byte[] ReadEntry(Stream stream, ZipEntry entry, int atMost, string path)
    {
        if (entry.Length > atMost)
            throw Malformed.File(path, $"entry {Malformed.Quote(entry.Name)} is {entry.Length} bytes long; at most {atMost} are read");

        var bytes = new byte[entry.Length];
        stream.Position = entry.Offset;
        stream.ReadExactly(bytes);
        return bytes;
    }
}
