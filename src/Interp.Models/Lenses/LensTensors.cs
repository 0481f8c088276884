using Interp.Core.LinearLenses;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Lenses;

/// <summary>Maps from files.</summary>
internal static class LensTensors
{
    /// <summary>A tensor of a given shape, in float64 where it is stored so, else in float32.</summary>
    /// <exception cref="InvalidDataException">There is none, or of another shape or kind.</exception>
    public static Tensor Read(Checkpoint file, string name, long[] shape, Device device) =>
        file.Read(name, shape, file.Entry(name).Type == StoredType.Float64 ? ScalarType.Float64 : ScalarType.Float32, device);

    /// <summary>Takes maps out of the scope that they were read in.</summary>
    public static Dictionary<int, StateMap> Keep(Dictionary<int, StateMap> maps)
    {
        foreach (var map in maps.Values)
        {
            map.Weight.DetachFromDisposeScope();
            map.Bias?.DetachFromDisposeScope();
        }

        return maps;
    }
}
