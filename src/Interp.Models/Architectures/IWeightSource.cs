using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>Where a recipe's weights come from, under Hugging Face's names.</summary>
internal interface IWeightSource
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

    /// <summary>Names, as the source itself has them, of the tensors that nobody read.</summary>
    IEnumerable<string> Unread();

    /// <summary>Is told that the model has all it needs.</summary>
    void Finish()
    {
    }
}
