using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>The weights of a checkpoint, which stays the caller's. Remembers which were read.</summary>
/// <param name="checkpoint">The open checkpoint.</param>
/// <param name="nameInFile">From Hugging Face's name to the file's own.</param>
internal sealed class CheckpointWeights(Checkpoint checkpoint, Func<string, string> nameInFile) : IWeightSource
{
    private readonly HashSet<string> _read = [];

    public string Name => checkpoint.Path;

    public bool IsGguf => checkpoint is GgufFile;

    public bool Has(string name) => checkpoint.Entries.ContainsKey(nameInFile(name));

    public Tensor Read(string name, ReadOnlySpan<long> shape, ScalarType dtype, Device device)
    {
        var inFile = nameInFile(name);
        _read.Add(inFile);
        return checkpoint.Read(inFile, shape, dtype, device);
    }

    public IEnumerable<string> Unread() => checkpoint.Entries.Keys.Where(name => !_read.Contains(name));
}
