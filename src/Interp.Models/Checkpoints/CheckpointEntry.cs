using System.Collections.Immutable;

namespace Interp.Models.Checkpoints;

/// <summary>What a checkpoint's table says of one tensor.</summary>
/// <param name="Name">The tensor's name in the file.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">Its shape in torch order, the last axis varying fastest; empty for a scalar.</param>
/// <param name="File">The file that holds it.</param>
public sealed record CheckpointEntry(string Name, StoredType Type, ImmutableArray<long> Shape, string File)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shapes.Count(Shape.AsSpan());

    /// <summary>Bytes in the file.</summary>
    public long Bytes => Type.Bytes(Count);

    /// <summary>Name, shape and type, as error messages show them.</summary>
    public override string ToString() => $"'{Name}' {Shapes.Text(Shape.AsSpan())} {Type}";
}
