using System.Reflection;

namespace Interp.Samples.Shared.Html;

/// <summary>Style sheets and scripts that are built into a program.</summary>
public static class PageSource
{
    /// <summary>One of this library's.</summary>
    public static string Read(string name) => Read(typeof(PageSource).Assembly, name);

    /// <summary>One of a program's.</summary>
    /// <param name="program">The program.</param>
    /// <param name="name">The resource's name.</param>
    /// <returns>Its text, lines ended by LF.</returns>
    public static string Read(Assembly program, string name)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var stream = program.GetManifestResourceStream(name) ?? throw new ArgumentException($"{name} is not built into {program.GetName().Name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
