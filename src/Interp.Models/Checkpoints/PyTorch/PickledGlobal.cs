namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>One of the few things of Python that a state dictionary refers to by name.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Storage">For a storage type, the type of its elements.</param>
internal sealed record PickledGlobal(PickledGlobalKind Kind, string Name, StoredType? Storage = null)
{
    private static readonly Dictionary<string, PickledGlobal> Known = new PickledGlobal[]
    {
        new(PickledGlobalKind.RebuildTensor, "torch._utils._rebuild_tensor_v2"),
        new(PickledGlobalKind.RebuildParameter, "torch._utils._rebuild_parameter"),
        new(PickledGlobalKind.OrderedDictionary, "collections.OrderedDict"),
        new(PickledGlobalKind.Storage, "torch.DoubleStorage", StoredType.Float64),
        new(PickledGlobalKind.Storage, "torch.FloatStorage", StoredType.Float32),
        new(PickledGlobalKind.Storage, "torch.HalfStorage", StoredType.Float16),
        new(PickledGlobalKind.Storage, "torch.BFloat16Storage", StoredType.BFloat16),
        new(PickledGlobalKind.Storage, "torch.LongStorage", StoredType.Int64),
        new(PickledGlobalKind.Storage, "torch.IntStorage", StoredType.Int32),
        new(PickledGlobalKind.Storage, "torch.ShortStorage", StoredType.Int16),
        new(PickledGlobalKind.Storage, "torch.CharStorage", StoredType.Int8),
        new(PickledGlobalKind.Storage, "torch.ByteStorage", StoredType.UInt8),
        new(PickledGlobalKind.Storage, "torch.BoolStorage", StoredType.Bool),
    }.ToDictionary(global => global.Name, StringComparer.Ordinal);

    /// <summary>The global of a name, or null where it is none of these.</summary>
    public static PickledGlobal? Find(string module, string name) => Known.GetValueOrDefault($"{module}.{name}");
}
