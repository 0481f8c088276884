using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>A file that holds tensors at known offsets: read in pieces, or memory-mapped once for each element type.</summary>
internal sealed class TensorFile : IDisposable
{
    private static ReadOnlySpan<byte> GitLfsPointer => "version https://git-lfs"u8;

    private readonly SafeFileHandle _handle;
    private readonly CheckpointOptions _options;
    private readonly Dictionary<ScalarType, Tensor?> _mappings = [];

    public TensorFile(string path, CheckpointOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options.Check();
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);

        Path = path;
        _options = options;
        _handle = File.OpenHandle(path);
        Length = RandomAccess.GetLength(_handle);
        try
        {
            RefuseGitLfsPointer();
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>Fills memory from an offset on; may run on several threads at once.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public void ReadExactly(long offset, Span<byte> into)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(_handle, into, offset);
            if (read == 0)
                throw Malformed.File(Path, $"the file ends at byte {offset}, {into.Length} bytes early");

            offset += read;
            into = into[read..];
        }
    }

    /// <summary>Reads a tensor, or views it in the mapped file where nothing is to be converted or moved.</summary>
    /// <param name="offset">Byte of the first element; the caller has checked that the last one lies in the file.</param>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="stored">How the elements are stored.</param>
    /// <param name="dtype">Type of the result.</param>
    /// <param name="device">Where the result goes.</param>
    public Tensor Read(long offset, ReadOnlySpan<long> shape, StoredType stored, ScalarType dtype, Device device)
    {
        if (_options.Map && stored.ScalarType() == dtype && device.type == DeviceType.CPU && offset % dtype.Size() == 0 && Shapes.Count(shape) > 0
            && View(offset / dtype.Size(), shape, dtype) is { } view)
        {
            return view;
        }

        // Read, not mapped: pages of a mapping would count beside the converted weights.
        return PieceLoader.Read(new StoredValues(this, offset, stored), shape, dtype, device, _options);
    }

    /// <summary>Reads a matrix of elements stored one by one the other way round, into memory of its own.</summary>
    public Tensor ReadTurned(long offset, CheckpointEntry entry, ScalarType dtype) =>
        TurnedLoader.Read(new StoredValues(this, offset, entry.Type), entry.Shape[0], entry.Shape[1], dtype, _options);

    /// <summary>Reads a tensor into one that is there; contiguous, of as many elements.</summary>
    public void ReadInto(long offset, StoredType stored, Tensor into) => PieceLoader.ReadInto(new StoredValues(this, offset, stored), into, _options);

    public void Dispose()
    {
        lock (_mappings)
        {
            foreach (var mapping in _mappings.Values)
                mapping?.Dispose();
            _mappings.Clear();
        }

        _handle.Dispose();
    }

    private Tensor? View(long first, ReadOnlySpan<long> shape, ScalarType type)
    {
        lock (_mappings)
        {
            using var flat = Mapping(type)?.narrow(0, first, Shapes.Count(shape));
            return flat?.view(shape.ToArray());
        }
    }

    // Views hold the mapping's storage, so that it outlives this object where they do.
    private Tensor? Mapping(ScalarType type)
    {
        if (!_mappings.TryGetValue(type, out var mapping))
        {
            mapping = Map(type);
            _mappings.Add(type, mapping);
        }

        return mapping;
    }

    // The mapping is private and writable, which Linux does not grant to a file larger than memory and swap together
    // (unless told to overcommit). Null then, and tensors are read.
    private Tensor? Map(ScalarType type)
    {
        try
        {
            return from_file(PathToMap(), shared: false, Length / type.Size(), type).DetachFromDisposeScope();
        }
        catch (ExternalException)
        {
            return null;
        }
    }

    // By its number Linux opens the file whose tables were read, even if another has taken its name since.
    private string PathToMap()
    {
        var open = $"/proc/self/fd/{_handle.DangerousGetHandle()}";
        return OperatingSystem.IsLinux() && File.Exists(open) ? open : System.IO.Path.GetFullPath(Path);
    }

    private void RefuseGitLfsPointer()
    {
        Span<byte> start = stackalloc byte[GitLfsPointer.Length];
        if (Length < start.Length)
            return;

        ReadExactly(0, start);
        if (start.SequenceEqual(GitLfsPointer))
            throw Malformed.File(Path, "this is a Git LFS pointer, not the file it stands for; fetch it with 'git lfs pull'");
    }
}
