namespace Interp.Models;

/// <summary>Where the weights of a model's blocks are while it is used.</summary>
public enum WeightPlacement
{
    /// <summary>All in memory; a model that does not fit is refused before it is read.</summary>
    InMemory,

    /// <summary>
    /// Each block is read when a pass comes to it, converted on the way, and let go behind it; the next is read meanwhile.
    /// Two blocks are in memory at most. Embedding and unembedding are held as they are stored, mapped where they can be.
    /// </summary>
    Streamed,

    /// <summary>In memory if the weights take at most three quarters of what the process may use, else streamed.</summary>
    Automatic,
}
