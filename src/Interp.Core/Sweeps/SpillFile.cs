using static TorchSharp.torch;

namespace Interp.Core.Sweeps;

/// <summary>A temporary file of tensors that memory is not to hold for a while. It is gone when this is disposed, or the process ends, however it does.</summary>
internal sealed class SpillFile : IDisposable
{
    private const int Piece = 1 << 24; // elements

    private readonly FileStream _file;
    private long _end;

    /// <param name="folder">Where it is made; null for the system's folder of temporary files.</param>
    public SpillFile(string? folder)
    {
        var path = Path.Combine(folder ?? Path.GetTempPath(), $"interp-{Guid.NewGuid():N}.spill");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 0, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
            File.Delete(path); // Without a name it goes with its last handle, even where the process is killed.
    }

    /// <summary>Room for a tensor and those that follow it in its place, which are no larger.</summary>
    public long Reserve(long bytes)
    {
        var at = _end;
        _end += bytes;
        return at;
    }

    /// <summary>Keeps a tensor behind all others.</summary>
    public SpilledTensor Append(Tensor values) => Write(Reserve(values.numel() * values.element_size()), values);

    /// <summary>Keeps a tensor in a place.</summary>
    public SpilledTensor Write(long at, Tensor values)
    {
        using var scope = NewDisposeScope();
        var spilled = new SpilledTensor(at, values.shape, values.dtype, values.device);
        foreach (var piece in Pieces(values.cpu().contiguous()))
        {
            RandomAccess.Write(_file.SafeFileHandle, piece.bytes, at);
            at += piece.bytes.Length;
        }

        return spilled;
    }

    /// <returns>The tensor; the caller owns it.</returns>
    public Tensor Read(SpilledTensor spilled)
    {
        using var scope = NewDisposeScope();
        var (values, at) = (empty(spilled.Shape, spilled.Dtype), spilled.At);
        foreach (var piece in Pieces(values))
        {
            for (var into = piece.bytes; into.Length > 0;)
            {
                var read = RandomAccess.Read(_file.SafeFileHandle, into, at);
                if (read == 0)
                    throw new IOException("A temporary file of this process ends early: someone else cut it short.");
                into = into[read..];
                at += read;
            }
        }

        return values.to(spilled.Device).MoveToOuterDisposeScope();
    }

    public void Dispose() => _file.Dispose();

    private static IEnumerable<Tensor> Pieces(Tensor values)
    {
        var flat = values.view(-1);
        for (var first = 0L; first < flat.shape[0]; first += Piece)
            yield return flat.narrow(0, first, Math.Min(Piece, flat.shape[0] - first));
    }
}
