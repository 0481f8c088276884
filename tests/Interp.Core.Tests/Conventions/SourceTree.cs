namespace Interp.Core.Tests.Conventions;

/// <summary>The sources that these tests were built from.</summary>
internal static class SourceTree
{
    /// <summary>Lines of the three libraries' sources, with "file:line".</summary>
    public static IEnumerable<(string At, string Text)> Lines() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split('/', '\\').Any(folder => folder is "obj" or "bin" or "buildTransitive"))
            .SelectMany(path => File.ReadLines(path).Select((text, i) => ($"{Path.GetRelativePath(Repository.Root, path)}:{i + 1}", text)));
}
