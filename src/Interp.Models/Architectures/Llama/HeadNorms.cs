namespace Interp.Models.Architectures.Llama;

/// <summary>Norms of queries and keys.</summary>
internal enum HeadNorms
{
    /// <summary>None.</summary>
    None,

    /// <summary>Each head by itself.</summary>
    ByHead,

    /// <summary>All heads together.</summary>
    Together,
}
