namespace Interp.Models.Tests.Tokenizers;

/// <summary>Reference files too large for the repository, in a folder beside it where there is one.</summary>
internal static class SharedFiles
{
    /// <summary>The folder, or null.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Interp.sln")))
            folder = folder.Parent;
        string? shared = folder is null ? null : Path.Combine(folder.Parent!.FullName, "shared");
        return Directory.Exists(shared) ? shared : null;
    }
}
