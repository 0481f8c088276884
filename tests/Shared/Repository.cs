namespace Interp.Tests;

/// <summary>Files of the repository the tests were built from, and of the folder of data beside it where there is one.</summary>
internal static class Repository
{
    /// <summary>The folder of Interp.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>The folder of data beside the repository; null where there is none.</summary>
    public static string? SharedFolder { get; } = Directory.Exists(Path.Combine(Root, "..", "shared")) ? Path.GetFullPath(Path.Combine(Root, "..", "shared")) : null;

    /// <summary>A text file of the repository.</summary>
    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative)).ReplaceLineEndings("\n");

    /// <summary>A file or folder of the shared data; skips the test where it is absent.</summary>
    public static string Shared(params string[] parts)
    {
        var relative = Path.Combine(parts);
        var path = SharedFolder is null ? null : Path.Combine(SharedFolder, relative);
        Skip.If(path is null || !Path.Exists(path), $"needs {relative} of the shared data beside the repository");
        return path!;
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
