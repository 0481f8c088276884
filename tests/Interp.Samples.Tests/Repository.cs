namespace Interp.Samples.Tests;

/// <summary>Files of the repository, and of the folder of data beside it where there is one.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative)).ReplaceLineEndings("\n");

    /// <summary>A file or folder of the shared data; skips the test where there is none.</summary>
    public static string Shared(string relative)
    {
        var path = Path.Combine(Root, "..", "shared", relative);
        Skip.IfNot(Path.Exists(path), $"needs {relative} of the shared data beside the repository");
        return path;
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Interp.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Interp.sln.");
    }
}
