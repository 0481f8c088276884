using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>The weights of a checkpoint, which becomes this one's. Remembers which were read, and tells how far it is.</summary>
/// <param name="checkpoint">The open checkpoint.</param>
/// <param name="nameInFile">From Hugging Face's name to the file's own.</param>
/// <param name="options">Whom to tell, and what stops a load.</param>
internal sealed class CheckpointWeights(Checkpoint checkpoint, Func<string, string> nameInFile, PretrainedOptions options) : IWeightSource
{
    private readonly HashSet<string> _read = [];
    private readonly long _total = checkpoint.Entries.Values.Sum(entry => entry.Bytes);
    private readonly SortedSet<StoredType> _rounded = [];
    private long _bytes;

    public string Name => checkpoint.Path;

    public bool IsGguf => checkpoint is GgufFile;

    public bool Has(string name) => checkpoint.Entries.ContainsKey(nameInFile(name));

    public Tensor Read(string name, ReadOnlySpan<long> shape, ScalarType dtype, Device device)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        var tensor = checkpoint.Read(nameInFile(name), shape, dtype, device);
        Count(nameInFile(name), dtype);
        return tensor;
    }

    public Tensor ReadTurned(string name, long rows, long columns, ScalarType dtype, Device device)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        var tensor = checkpoint.ReadTurned(nameInFile(name), rows, columns, dtype, device);
        Count(nameInFile(name), dtype);
        return tensor;
    }

    public Tensor ReadAgain(string name, ReadOnlySpan<long> shape, ScalarType dtype, Device device) =>
        checkpoint.ReadCopy(nameInFile(name), dtype, device, asMapped: options.Files.Map);

    public Tensor ReadTurnedAgain(string name, long rows, long columns, ScalarType dtype, Device device) => checkpoint.ReadTurned(nameInFile(name), rows, columns, dtype, device);

    public Tensor ReadStored(string name, ReadOnlySpan<long> shape, ScalarType dtype, Device device) =>
        Read(name, shape, checkpoint.Entry(nameInFile(name)).Type.ScalarType() is { } stored && IsExact(stored, dtype) ? stored : dtype, device);

    public void Check(string name, ReadOnlySpan<long> shape) => checkpoint.Entry(nameInFile(name), shape);

    public long Claim(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        var entry = checkpoint.Entry(nameInFile(name), shape);
        if (_read.Add(entry.Name) && entry.Type.SignificantBits() > dtype.SignificantBits())
            _rounded.Add(entry.Type);
        return entry.Bytes;
    }

    public (long All, long Copied) BytesIn(ScalarType dtype)
    {
        var weights = checkpoint.Entries.Values.Where(entry => entry.Type.IsReal()).ToArray();
        return (weights.Sum(entry => entry.Count) * dtype.Size(), weights.Where(entry => entry.Type.ScalarType() != dtype).Sum(entry => entry.Count) * dtype.Size());
    }

    public IEnumerable<string> Unread() => checkpoint.Entries.Keys.Where(name => !_read.Contains(name));

    public void Finish()
    {
        if (_rounded.Count > 0)
            options.Logger.Rounded(options.Dtype, string.Join(", ", _rounded));
        options.LoadProgress?.Report(new LoadProgress(null, _total, _total));
    }

    private void Count(string inFile, ScalarType dtype)
    {
        if (!_read.Add(inFile))
            return;
        var entry = checkpoint.Entry(inFile);
        _bytes += entry.Bytes;
        if (entry.Type.SignificantBits() > dtype.SignificantBits())
            _rounded.Add(entry.Type);
        options.LoadProgress?.Report(new LoadProgress(inFile, _bytes, _total));
    }

    public void Dispose() => checkpoint.Dispose();

    private static bool IsExact(ScalarType stored, ScalarType dtype) => (stored, dtype) switch
    {
        _ when stored == dtype => true,
        (ScalarType.Float16 or ScalarType.BFloat16, ScalarType.Float32 or ScalarType.Float64) => true,
        (ScalarType.Float32, ScalarType.Float64) => true,
        _ => false,
    };
}
