namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>What a known global is.</summary>
internal enum PickledGlobalKind
{
    /// <summary>A type of storage.</summary>
    Storage,

    /// <summary>Makes a tensor from a storage, an offset, a shape and strides.</summary>
    RebuildTensor,

    /// <summary>Makes a parameter from a tensor.</summary>
    RebuildParameter,

    /// <summary>Makes an empty dictionary.</summary>
    OrderedDictionary,
}
