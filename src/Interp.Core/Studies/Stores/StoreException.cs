namespace Interp.Core.Studies.Stores;

/// <summary>A study's results cannot be kept: the disk is full, the folder read-only, or in use.</summary>
public sealed class StoreException : IOException
{
    /// <summary>Without a word.</summary>
    public StoreException()
    {
    }

    /// <summary>With what is wrong and the way out.</summary>
    /// <param name="message">What, where, and the way out.</param>
    public StoreException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong, the way out, and the cause.</summary>
    /// <param name="message">What, where, and the way out.</param>
    /// <param name="innerException">The cause.</param>
    public StoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
