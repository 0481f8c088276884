namespace Interp.Core.Paths;

/// <summary>What a path may end in.</summary>
public enum ReceiverKind
{
    /// <summary>The logits.</summary>
    Logits,

    /// <summary>The query of a head.</summary>
    Query,

    /// <summary>The key of a key head.</summary>
    Key,

    /// <summary>The value of a key head.</summary>
    Value,

    /// <summary>The input of an MLP.</summary>
    MlpInput,
}
