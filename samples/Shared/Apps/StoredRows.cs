using Interp.Core.Results;

namespace Interp.Samples.Shared.Apps;

/// <summary>Rows that were measured before.</summary>
internal static class StoredRows
{
    /// <summary>Reads a folder.</summary>
    /// <exception cref="InvalidDataException">No file in it holds result rows; the message names those that were looked into.</exception>
    public static ResultsFolder Read(string folder)
    {
        var results = ResultsFolder.Read(folder);
        return results.Models.Count > 0
            ? results
            : throw new InvalidDataException($"{results.Path}: no file in it holds result rows{(results.Skipped.IsEmpty ? "" : $"; looked into {string.Join(", ", results.Skipped)}")}.");
    }
}
