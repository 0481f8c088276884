namespace Interp.Models.Tests.Checkpoints;

/// <summary>Reference files: copies in the test project, and larger ones beside the repository.</summary>
internal static class References
{
    private static readonly string Root = FindRoot();

    public static string File(params string[] parts) =>
        Path.Combine([Root, "tests", "Interp.Models.Tests", "References", .. parts]);

    /// <summary>A file of the folder "shared" beside the repository, which a fresh clone does not have.</summary>
    public static string Shared(params string[] parts) => Path.Combine([Root, "..", "shared", .. parts]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Interp.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
