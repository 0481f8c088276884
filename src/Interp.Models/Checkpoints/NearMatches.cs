namespace Interp.Models.Checkpoints;

/// <summary>Names like a missing one, for the error message that says it is missing.</summary>
internal static class NearMatches
{
    private const int Shown = 3;
    private const int Compared = 10_000;
    private const int MaxLength = 200;

    /// <summary>At most three names, nearest first: those that differ by a prefix, then those a few edits away.</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> names) =>
        [.. names.Where(name => name.Length <= MaxLength && wanted.Length <= MaxLength)
            .Take(Compared)
            .Select(name => (Name: name, Distance: Distance(wanted, name)))
            .Where(match => match.Distance <= Math.Max(2, wanted.Length / 3))
            .OrderBy(match => match.Distance)
            .ThenBy(match => match.Name, StringComparer.Ordinal)
            .Take(Shown)
            .Select(match => match.Name)];

    private static int Distance(string a, string b)
    {
        if (a.EndsWith('.' + b, StringComparison.Ordinal) || b.EndsWith('.' + a, StringComparison.Ordinal))
            return 0;

        // Levenshtein, one row at a time.
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
