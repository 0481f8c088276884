namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>Turns what a pickle describes into tensors at places in the file.</summary>
internal sealed class StateDictionary(IReadOnlyDictionary<string, ZipEntry> entries, string dataFolder, string path)
{
    /// <param name="root">The pickle's value.</param>
    public IReadOnlyDictionary<string, PyTorchTensor> Read(object? root)
    {
        if (root is not PickledDictionary dictionary)
            throw Malformed.File(path, $"it holds {Describe(root)}, expected a dictionary of tensors; save the model's state_dict");

        var tensors = new Dictionary<string, PyTorchTensor>(StringComparer.Ordinal);
        foreach (var (key, value) in dictionary.Pairs)
        {
            if (key is not string name)
                throw Malformed.File(path, $"a key of its dictionary is {Describe(key)}, expected text");
            if (value is not PickledTensor tensor)
                throw Malformed.File(
                    path, $"the value of {Malformed.Quote(name)} is {Describe(value)}, expected a tensor; save the model's state_dict "
                    + "alone");
            if (!tensors.TryAdd(name, Place(name, tensor)))
                throw Malformed.File(path, $"two tensors are named {Malformed.Quote(name)}");
        }

        return tensors;
    }

    private PyTorchTensor Place(string name, PickledTensor tensor)
    {
        var storage = tensor.Storage;
        var size = storage.Type.ScalarType()!.Value.Size();
        if (!entries.TryGetValue(dataFolder + storage.Key, out var entry) || storage.Count > entry.Length / size)
            throw Malformed.File(
                path, $"the storage {Malformed.Quote(storage.Key)} of tensor {Malformed.Quote(name)}, {storage.Count} elements of "
                + $"{storage.Type}, is missing or cut short");

        // More elements than the storage has would be copies of each other; no weight is, and a hostile shape could be huge.
        var extent = Extent(tensor);
        if (extent is null || tensor.Offset < 0 || tensor.Offset > storage.Count - extent
            || !Shapes.TryCount(tensor.Shape, out var count) || count > storage.Count)
        {
            throw Malformed.File(
                path, $"tensor {Malformed.Quote(name)} of shape {Shapes.Text(tensor.Shape)}, strides {Shapes.Text(tensor.Strides)} and "
                + $"offset {tensor.Offset} does not fit its storage of {storage.Count} elements");
        }

        return new PyTorchTensor(
            new CheckpointEntry(name, storage.Type, [.. tensor.Shape], path),
            entry.Offset + tensor.Offset * size,
            [.. tensor.Strides],
            extent.Value,
            IsContiguous(tensor));
    }

    /// <summary>Elements from the first to the last of a tensor; null where shape and strides make no sense.</summary>
    private static long? Extent(PickledTensor tensor)
    {
        if (tensor.Shape.Length != tensor.Strides.Length || !Shapes.TryCount(tensor.Shape, out var count))
            return null;
        if (count == 0)
            return 0;

        Int128 last = 0;
        foreach (var (size, stride) in tensor.Shape.Zip(tensor.Strides))
        {
            if (stride < 0)
                return null;
            last += (Int128)(size - 1) * stride;
        }

        return last < long.MaxValue ? (long)last + 1 : null;
    }

    private static bool IsContiguous(PickledTensor tensor)
    {
        var expected = 1L;
        for (var axis = tensor.Shape.Length - 1; axis >= 0; axis--)
        {
            if (tensor.Shape[axis] > 1 && tensor.Strides[axis] != expected)
                return tensor.Shape.Contains(0);
            expected *= tensor.Shape[axis];
        }

        return true;
    }

    private static string Describe(object? value) => value switch
    {
        null => "None",
        PickledDictionary => "a dictionary",
        PickledList => "a list",
        PickledTuple => "a tuple",
        PickledGlobal global => global.Name,
        PickledTensor => "a tensor",
        PickledStorage => "a storage",
        string => "text",
        _ => "a number",
    };
}
