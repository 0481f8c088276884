using System.Text;
using Interp.Core.Tokens;

namespace Interp.Models.Tokenizers.Text;

/// <summary>Unicode normal form C; every character of a cluster that it changes covers the whole cluster of the input.</summary>
internal sealed class NormalFormC : TextStep
{
    /// <inheritdoc/>
    public override AlignedText Apply(AlignedText piece)
    {
        var text = piece.Text.Span;
        if (text.IndexOfAnyExceptInRange('\0', '\u02FF') < 0) return piece;

        var result = new StringBuilder(text.Length);
        var origins = new List<CharSpan>(text.Length);
        for (int start = 0; start < text.Length;)
        {
            int end = ClusterEnd(text, start);
            Append(piece, start, end, result, origins);
            start = end;
        }
        return AlignedText.Of(result.ToString().AsMemory(), piece.Origin(0, 1).Start, origins.ToArray());
    }

    /// <summary>Text in normal form C.</summary>
    public static string Normalize(string text) =>
        text.Length == 0 ? text : new NormalFormC().Apply(AlignedText.Of(text.AsMemory(), 0, text.Length)).Text.ToString();

    private static int ClusterEnd(ReadOnlySpan<char> text, int start)
    {
        Rune.DecodeFromUtf16(text[start..], out _, out int width);
        int end = start + width;
        while (end < text.Length)
        {
            Rune.DecodeFromUtf16(text[end..], out var rune, out width);
            if (CanonicalTables.StartsCluster(rune.Value)) break;
            end += width;
        }
        return end;
    }

    private static void Append(AlignedText piece, int start, int end, StringBuilder result, List<CharSpan> origins)
    {
        var cluster = piece.Text.Span[start..end];
        if (cluster.Length == 1 && cluster[0] < 0x300)
        {
            result.Append(cluster[0]);
            origins.Add(piece.Origin(start, end));
            return;
        }

        var before = new List<int>(1);
        foreach (var rune in cluster.EnumerateRunes())
            before.Add(rune.Value);

        var after = Composed(Decomposed(before));
        bool changed = !after.SequenceEqual(before);
        foreach (int codePoint in after)
        {
            var rune = new Rune(codePoint);
            result.Append(rune.ToString());
            var origin = changed ? piece.Origin(start, end) : piece.Origin(start, start + rune.Utf16SequenceLength);
            for (int i = 0; i < rune.Utf16SequenceLength; i++)
                origins.Add(origin);
            start += changed ? 0 : rune.Utf16SequenceLength;
        }
    }

    private static List<int> Decomposed(List<int> cluster)
    {
        var parts = new List<int>(cluster.Count + 2);
        foreach (int codePoint in cluster)
            CanonicalTables.Decompose(codePoint, parts);
        Reorder(parts);
        return parts;
    }

    /// <summary>Sorts every run of combining marks by class, keeping the order within a class.</summary>
    private static void Reorder(List<int> parts)
    {
        for (int start = 0; start < parts.Count; start++)
        {
            if (CanonicalTables.CombiningClass(parts[start]) == 0) continue;
            int end = start;
            while (end < parts.Count && CanonicalTables.CombiningClass(parts[end]) != 0) end++;
            if (end - start > 1)
            {
                var sorted = parts[start..end].OrderBy(CanonicalTables.CombiningClass).ToArray();
                for (int i = 0; i < sorted.Length; i++) parts[start + i] = sorted[i];
            }
            start = end;
        }
    }

    private static List<int> Composed(List<int> parts)
    {
        var result = new List<int>(parts.Count);
        int starter = -1;
        int lastClass = 0;
        foreach (int part in parts)
        {
            int combiningClass = CanonicalTables.CombiningClass(part);
            // A mark is blocked from its starter by one of the same or a higher class, or by another starter, between them.
            bool adjacent = starter == result.Count - 1;
            bool blocked = !adjacent && lastClass >= combiningClass;
            int composite = starter < 0 || blocked ? 0 : CanonicalTables.Compose(result[starter], part);
            if (composite != 0)
            {
                result[starter] = composite;
                continue;
            }
            if (combiningClass == 0) starter = result.Count;
            lastClass = combiningClass;
            result.Add(part);
        }
        return result;
    }
}
