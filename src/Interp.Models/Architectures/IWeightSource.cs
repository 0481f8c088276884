using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>Where a recipe's weights come from, under Hugging Face's names.</summary>
internal interface IWeightSource : IDisposable
{
    /// <summary>What messages call it.</summary>
    string Name { get; }

    /// <summary>True where matrices are laid out as llama.cpp's converter leaves them.</summary>
    bool IsGguf { get; }

    /// <summary>Whether there is a tensor of this name.</summary>
    bool Has(string name);

    /// <summary>Reads a tensor of a shape; the caller owns it.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    Tensor Read(string name, ReadOnlySpan<long> shape, ScalarType dtype, Device device);

    /// <summary>
    /// Reads a matrix that is stored the other way round, [columns, rows]; the caller owns it. Turned in memory, since products
    /// with it run many times; only where tensors stay somebody else's, who may move their values later, a view.
    /// </summary>
    /// <returns>[rows, columns].</returns>
    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    Tensor ReadTurned(string name, long rows, long columns, ScalarType dtype, Device device);

    /// <summary>Reads a tensor of a shape into memory of its own, on any thread, one at a time; the caller owns it.</summary>
    Tensor ReadAgain(string name, ReadOnlySpan<long> shape, ScalarType dtype, Device device);

    /// <summary>The same of a matrix that is stored the other way round.</summary>
    /// <returns>[rows, columns].</returns>
    Tensor ReadTurnedAgain(string name, long rows, long columns, ScalarType dtype, Device device) => ReadTurned(name, rows, columns, dtype, device);

    /// <summary>Reads a tensor as it is stored, where that is exact in the dtype of the run, and else in that; the caller owns it.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    Tensor ReadStored(string name, ReadOnlySpan<long> shape, ScalarType dtype, Device device);

    /// <summary>Checks that a tensor is there, and of a shape.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    void Check(string name, ReadOnlySpan<long> shape)
    {
    }

    /// <summary>Counts a tensor as read without reading it, as it will be read later.</summary>
    /// <returns>Its bytes in the file; 0 where it is in none.</returns>
    /// <exception cref="InvalidDataException">No such tensor, or another shape.</exception>
    long Claim(string name, ReadOnlySpan<long> shape, ScalarType dtype);

    /// <summary>Bytes of all tensors in the dtype of a run, and of those alone that cannot stay in the file and be mapped.</summary>
    (long All, long Copied) BytesIn(ScalarType dtype);

    /// <summary>Names, as the source itself has them, of the tensors that nobody read.</summary>
    IEnumerable<string> Unread();

    /// <summary>Is told that the model has all it needs.</summary>
    void Finish()
    {
    }
}
