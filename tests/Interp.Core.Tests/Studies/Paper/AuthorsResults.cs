using Interp.Core.Results;
using Interp.Core.Studies.Paper;

namespace Interp.Core.Tests.Studies.Paper;

/// <summary>The authors' arrays, read once for all tests, and the tables made of them.</summary>
internal static class AuthorsResults
{
    private static readonly Lazy<ResultsFolder> Read = new(() => ResultsFolder.Read(Repository.Shared("paper-results")));
    private static readonly Lazy<(IReadOnlyList<PaperTable> Tables, IReadOnlyList<string> Missing)> Made = new(() =>
    {
        var (tables, missing) = PaperTables.Of(Folder, PaperSuite.Suite);
        return (tables, missing);
    });

    public static ResultsFolder Folder => Read.Value;

    public static IReadOnlyList<string> Missing => Made.Value.Missing;

    public static PaperTable Table(string name) => Made.Value.Tables.Should().ContainSingle(table => table.Name == name).Which;
}
