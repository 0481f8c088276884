using Interp.Models.Checkpoints.PyTorch;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>One file of <c>torch.save</c> (<c>pytorch_model.bin</c>, <c>.pt</c>, <c>.pth</c>) that holds a state dictionary.</summary>
/// <remarks>
/// A zip archive: <c>data.pkl</c>, a pickle that names each tensor and the storage it lies in, and one entry for each
/// storage. Pickles are programs; this reader interprets the few instructions that build dictionaries of tensors, knows
/// the few functions that such a file calls, refuses every other by its name, and runs nothing. Tensors that share a
/// storage in the file share it when they are read without conversion.
/// </remarks>
public sealed class PyTorchBinFile : Checkpoint
{
    private const byte PickleProtocol = 0x80;

    private readonly TensorFile _file;
    private readonly IReadOnlyDictionary<string, PyTorchTensor> _tensors;

    private PyTorchBinFile(TensorFile file, IReadOnlyDictionary<string, PyTorchTensor> tensors)
        : base(file.Path, tensors.ToDictionary(t => t.Key, t => t.Value.Entry, StringComparer.Ordinal))
    {
        _file = file;
        _tensors = tensors;
    }

    /// <summary>Opens a file and checks its tables.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Null for <see cref="CheckpointOptions.Default"/>.</param>
    /// <returns>The open file, owned by the caller.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, in the format from before PyTorch 1.6, big-endian, compressed, or calls for anything but tensors.
    /// </exception>
    public static new PyTorchBinFile Open(string path, CheckpointOptions? options = null) => Open(path, options, root => root);

    /// <summary>Opens a file whose tensors stand deeper than in a state dictionary.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Null for <see cref="CheckpointOptions.Default"/>.</param>
    /// <param name="stateOf">From what the pickle holds to a dictionary of tensors by name.</param>
    internal static PyTorchBinFile Open(string path, CheckpointOptions? options, Func<object?, object?> stateOf)
    {
        var file = new TensorFile(path, options ?? CheckpointOptions.Default);
        try
        {
            RefuseLegacy(file);
            using var stream = File.OpenRead(path);
            return new PyTorchBinFile(file, PyTorchArchive.Read(stream, path, stateOf));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal override Tensor ReadEntry(CheckpointEntry entry, ScalarType dtype, Device device)
    {
        var tensor = _tensors[entry.Name];
        if (tensor.IsContiguous)
            return _file.Read(tensor.Offset, entry.Shape.AsSpan(), entry.Type, dtype, device);

        using var scope = NewDisposeScope();
        var result = empty([.. entry.Shape], dtype, device);
        ReadStrided(tensor, result);
        return result.MoveToOuterDisposeScope();
    }

    internal override void ReadEntryInto(CheckpointEntry entry, Tensor into)
    {
        var tensor = _tensors[entry.Name];
        if (tensor.IsContiguous)
            _file.ReadInto(tensor.Offset, entry.Type, into);
        else
            ReadStrided(tensor, into);
    }

    internal override Tensor ReadEntryTurned(CheckpointEntry entry, ScalarType dtype)
    {
        var tensor = _tensors[entry.Name];
        return tensor.IsContiguous ? _file.ReadTurned(tensor.Offset, entry, dtype) : base.ReadEntryTurned(entry, dtype);
    }

    internal override long OffsetOf(CheckpointEntry entry) => _tensors[entry.Name].IsContiguous ? _tensors[entry.Name].Offset : 0;

    private protected override void CloseFiles() => _file.Dispose();

    private void ReadStrided(PyTorchTensor tensor, Tensor into)
    {
        using var scope = NewDisposeScope();
        var span = empty(tensor.Extent, tensor.Entry.Type.ScalarType()!.Value);
        _file.ReadInto(tensor.Offset, tensor.Entry.Type, span);
        into.copy_(span.as_strided([.. tensor.Entry.Shape], [.. tensor.Strides], 0));
    }

    private static void RefuseLegacy(TensorFile file)
    {
        Span<byte> first = stackalloc byte[1];
        if (file.Length > 0)
            file.ReadExactly(0, first);
        if (first[0] == PickleProtocol)
        {
            throw Malformed.File(
                file.Path, "it is a bare pickle, as torch.save wrote before PyTorch 1.6; load it in Python and save it again with "
                + "torch.save, or with safetensors.torch.save_file");
        }
    }
}
