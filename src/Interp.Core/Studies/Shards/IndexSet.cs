using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Interp.Core.Studies.Shards;

/// <summary>Indices as array engines write them: "0-4,7,9-11". Sorted, each once.</summary>
public sealed partial class IndexSet
{
    private const int Most = 10_000_000;

    private IndexSet(ImmutableArray<int> all) => All = all;

    /// <summary>The indices, from the smallest.</summary>
    public ImmutableArray<int> All { get; }

    /// <summary>A set of indices.</summary>
    /// <param name="indices">From 0, in any order.</param>
    public static IndexSet Of(IEnumerable<int> indices) => new([.. indices.Distinct().Order()]);

    /// <summary>Reads a set.</summary>
    /// <param name="text">"0-4,7"; a limit of tasks at once behind "%" is no part of it.</param>
    /// <exception cref="ArgumentException">It is none; the message says what was found.</exception>
    public static IndexSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Form().IsMatch(text))
            throw new ArgumentException($"found \"{text}\", expected indices such as 0-4,7,9-11.", nameof(text));
        (int First, int Last)[] ranges = [.. text.Split(',').Select(part => part.Split('-')).Select(ends => (Number(ends[0]), Number(ends[^1])))];
        if (ranges.FirstOrDefault(range => range.Last < range.First) is { Last: var last } backward && last < backward.First)
            throw new ArgumentException($"found \"{text}\": {backward.First}-{last} goes backward.", nameof(text));
        if (ranges.Sum(range => range.Last - range.First + 1L) > Most)
            throw new ArgumentException($"found \"{text}\", more than {Most} indices.", nameof(text));
        return Of(ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)));
    }

    /// <summary>The shortest text: neighbours as ranges.</summary>
    public override string ToString()
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var index in All)
        {
            if (ranges.Count > 0 && ranges[^1].Last == index - 1)
                ranges[^1] = (ranges[^1].First, index);
            else
                ranges.Add((index, index));
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last ? Text(range.First) : $"{Text(range.First)}-{Text(range.Last)}"));
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d{1,9}(-\d{1,9})?(,\d{1,9}(-\d{1,9})?)*\z")]
    private static partial Regex Form();
}
