namespace Interp.Core.Tests.Conventions;

/// <summary>The sources that these tests were built from.</summary>
internal static class SourceTree
{
    public static string? Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Interp.sln")))
                    return folder.FullName;
            }

            return null;
        }
    }

    /// <summary>Lines of the three libraries' sources, with "file:line".</summary>
    public static IEnumerable<(string At, string Text)> Lines()
    {
        Skip.If(Root is null, "the sources are not beside the built tests");
        return Directory.EnumerateFiles(Path.Combine(Root!, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split('/', '\\').Any(folder => folder is "obj" or "bin" or "buildTransitive"))
            .SelectMany(path => File.ReadLines(path).Select((text, i) => ($"{Path.GetRelativePath(Root!, path)}:{i + 1}", text)));
    }
}
