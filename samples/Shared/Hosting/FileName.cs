namespace Interp.Samples.Shared.Hosting;

/// <summary>Names of files.</summary>
public static class FileName
{
    /// <summary>Names of models may have what names of files may not.</summary>
    /// <param name="name">Any name.</param>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));
    }
}
