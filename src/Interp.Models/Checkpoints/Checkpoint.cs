using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>Named tensors in one file or in the shards of one model, read one at a time into the dtype of the run.</summary>
/// <remarks>
/// <para>
/// Opening reads tables, not weights. A tensor whose stored type is the wanted dtype, on the CPU, at an offset its type is
/// aligned to, is a view of the memory-mapped file: it costs no memory until touched, writing to it changes a private copy
/// of the page and never the file, and it stays valid after the checkpoint is disposed. Every other tensor (and every one
/// of a file that the system does not map) is read and converted piece by piece, on several threads, straight into the memory
/// where it stays: a whole load peaks at the weights in the run dtype. <see cref="CheckpointOptions"/> choose.
/// </para>
/// <para>
/// Files are taken for hostile: every length, offset and shape is checked before it is used, and nothing in a file is run.
/// What no check can help against is a file that is cut short while its mapped tensors are in use: that ends the process. Where
/// it may happen, <see cref="CheckpointOptions.Map"/> is to be false.
/// Reads may run on several threads at once.
/// </para>
/// </remarks>
public abstract class Checkpoint : IDisposable
{
    private bool _disposed;

    private protected Checkpoint(string path, IReadOnlyDictionary<string, CheckpointEntry> entries)
    {
        Path = path;
        Entries = entries;
    }

    /// <summary>The file, or the index file of a sharded checkpoint.</summary>
    public string Path { get; }

    /// <summary>All tensors by name.</summary>
    public IReadOnlyDictionary<string, CheckpointEntry> Entries { get; }

    /// <summary>Opens a model folder or a single file.</summary>
    /// <param name="path">
    /// A folder with <c>model.safetensors</c>, <c>model.safetensors.index.json</c>, <c>pytorch_model.bin</c> or
    /// <c>pytorch_model.bin.index.json</c> (the first of these is taken); or one such file, or a <c>.gguf</c> file.
    /// </param>
    /// <param name="options">Null for <see cref="CheckpointOptions.Default"/>.</param>
    /// <returns>The checkpoint, owned by the caller.</returns>
    /// <exception cref="FileNotFoundException">Neither file nor folder is there, or a shard that the index names is not.</exception>
    /// <exception cref="InvalidDataException">The folder holds no weights, or a file is damaged or of a kind not known.</exception>
    public static Checkpoint Open(string path, CheckpointOptions? options = null) => CheckpointLocator.Open(path, options);

    /// <summary>The table's line on one tensor.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <exception cref="InvalidDataException">No tensor has this name; the message lists names like it.</exception>
    public CheckpointEntry Entry(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Entries.TryGetValue(name, out var entry) ? entry : throw Missing(name);
    }

    /// <summary>Reads a tensor as it is stored; block-quantised ones as float32.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <returns>A tensor on the CPU, owned by the caller.</returns>
    /// <exception cref="InvalidDataException">No tensor has this name, or the file ends early.</exception>
    public Tensor Read(string name) => Read(name, Entry(name).Type.ScalarType() ?? ScalarType.Float32);

    /// <summary>Reads a tensor into the dtype of the run.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="dtype">
    /// float32, bfloat16, float16 or float64 for stored real numbers, which are rounded to the nearest; otherwise the stored
    /// type, since an integer is never taken for a weight.
    /// </param>
    /// <param name="device">Where it goes; the CPU where null.</param>
    /// <returns>A contiguous tensor of the entry's shape, owned by the caller.</returns>
    /// <exception cref="InvalidDataException">No tensor has this name, its type does not convert, or the file ends early.</exception>
    public Tensor Read(string name, ScalarType dtype, Device? device = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ReadEntry(Readable(name, dtype), dtype, device ?? CPU);
    }

    /// <summary>Reads a tensor that must have a given shape into the dtype of the run.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <param name="dtype">As in <see cref="Read(string, ScalarType, Device)"/>.</param>
    /// <param name="device">Where it goes; the CPU where null.</param>
    /// <returns>A contiguous tensor of this shape, owned by the caller.</returns>
    /// <exception cref="InvalidDataException">As above, or the stored shape is another one.</exception>
    public Tensor Read(string name, ReadOnlySpan<long> shape, ScalarType dtype, Device? device = null)
    {
        CheckShape(Entry(name), shape);
        return Read(name, dtype, device);
    }

    /// <summary>Reads a tensor into memory that is there, such as a buffer that serves one block of a model after the other.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="into">
    /// A contiguous tensor of the entry's shape, on any device, of a dtype that <see cref="Read(string, ScalarType, Device)"/> would
    /// give; stays the caller's. Where the read fails or is cancelled it holds part of the numbers.
    /// </param>
    /// <exception cref="ArgumentException">The tensor is not contiguous.</exception>
    /// <exception cref="InvalidDataException">No tensor has this name, or another shape, its type does not convert, or the file ends early.</exception>
    public void ReadInto(string name, Tensor into)
    {
        ArgumentNullException.ThrowIfNull(into);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!into.is_contiguous())
            throw new ArgumentException("Elements are read one after the other: the tensor must be contiguous.", nameof(into));
        var entry = Readable(name, into.dtype);
        CheckShape(entry, into.shape);
        ReadEntryInto(entry, into);
    }

    /// <summary>Reads a matrix stored as [columns, rows] the other way round, into memory of its own.</summary>
    /// <returns>[rows, columns], contiguous, owned by the caller.</returns>
    /// <exception cref="InvalidDataException">As of <see cref="Read(string, ReadOnlySpan{long}, ScalarType, Device)"/>.</exception>
    internal Tensor ReadTurned(string name, long rows, long columns, ScalarType dtype, Device device)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var entry = Readable(name, dtype);
        CheckShape(entry, [columns, rows]);
        using var scope = NewDisposeScope();
        return ReadEntryTurned(entry, dtype).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>Closes the files. Tensors already read stay valid.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;

        _disposed = true;
        CloseFiles();
        GC.SuppressFinalize(this);
    }

    internal abstract Tensor ReadEntry(CheckpointEntry entry, ScalarType dtype, Device device);

    internal abstract void ReadEntryInto(CheckpointEntry entry, Tensor into);

    /// <summary>A matrix with its axes exchanged, on the CPU.</summary>
    internal virtual Tensor ReadEntryTurned(CheckpointEntry entry, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var stored = Scratch.Of(entry.Count, dtype, CPU).view(entry.Shape.ToArray());
        ReadEntryInto(entry, stored);
        return stored.t().contiguous().MoveToOuterDisposeScope();
    }

    private protected abstract void CloseFiles();

    /// <summary>What else is known of a tensor that is missing, as the end of a sentence.</summary>
    private protected virtual string WhereaboutsOf(string name) => "";

    private CheckpointEntry Readable(string name, ScalarType dtype)
    {
        var entry = Entry(name);
        if (entry.Type.ScalarType() != dtype && !(entry.Type.IsReal() && dtype.IsReal()))
            throw Malformed.File(
                entry.File, $"tensor {entry} cannot be read as {dtype}: only real numbers are converted, to float32, bfloat16, float16 "
                + "or float64");
        return entry;
    }

    private static void CheckShape(CheckpointEntry entry, ReadOnlySpan<long> shape)
    {
        if (!entry.Shape.AsSpan().SequenceEqual(shape))
            throw Malformed.File(
                entry.File, $"tensor '{entry.Name}' has shape {Shapes.Text(entry.Shape.AsSpan())}, expected {Shapes.Text(shape)}: the weights "
                + "do not belong to this config");
    }

    private InvalidDataException Missing(string name)
    {
        var near = NearMatches.Of(name, Entries.Keys);
        var (intro, shown) = near.Count > 0 ? ("names like it", near) : ("the first names", [.. Entries.Keys.Take(3)]);
        return Malformed.File(
            Path, $"no tensor {Malformed.Quote(name)} among {Entries.Count}; {intro}: {string.Join(", ", shown.Select(Malformed.Quote))}{WhereaboutsOf(name)}");
    }
}
