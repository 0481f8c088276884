using System.Globalization;

namespace Interp.Models.Tokenizers.Text;

/// <summary>Canonical decomposition, composition and combining classes by code point, Hangul included.</summary>
internal static class CanonicalTables
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    private static readonly Dictionary<int, (int First, int Second)> _decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> _compositions = [];
    private static readonly Dictionary<int, int> _combiningClasses = [];
    private static readonly HashSet<int> _seconds = [];

    static CanonicalTables()
    {
        foreach (string entry in Entries(CanonicalData.Decompositions))
            ReadDecomposition(entry);
        foreach (string entry in Entries(CanonicalData.CombiningClasses))
            ReadCombiningClass(entry);
    }

    /// <summary>Canonical combining class; 0 for a character that starts a new cluster.</summary>
    public static int CombiningClass(int codePoint) => _combiningClasses.GetValueOrDefault(codePoint);

    /// <summary>Appends the full canonical decomposition of <paramref name="codePoint"/>, or itself.</summary>
    public static void Decompose(int codePoint, List<int> into)
    {
        int hangul = codePoint - HangulBase;
        if (hangul is >= 0 and < Leads * Vowels * Tails)
        {
            into.Add(LeadBase + hangul / (Vowels * Tails));
            into.Add(VowelBase + hangul / Tails % Vowels);
            if (hangul % Tails != 0) into.Add(TailBase + hangul % Tails);
        }
        else if (_decompositions.TryGetValue(codePoint, out var parts))
        {
            // Depth is bounded: the longest chain in the data has four steps.
            Decompose(parts.First, into);
            if (parts.Second != 0) into.Add(parts.Second);
        }
        else
        {
            into.Add(codePoint);
        }
    }

    /// <summary>The primary composite of two code points, or 0.</summary>
    public static int Compose(int first, int second)
    {
        int lead = first - LeadBase, vowel = second - VowelBase;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
            return HangulBase + (lead * Vowels + vowel) * Tails;

        int hangul = first - HangulBase, tail = second - TailBase;
        if (hangul is >= 0 and < Leads * Vowels * Tails && hangul % Tails == 0 && tail is > 0 and < Tails)
            return first + tail;

        return _compositions.GetValueOrDefault((first, second));
    }

    /// <summary>Whether nothing before <paramref name="codePoint"/> can change it or be changed by it.</summary>
    public static bool StartsCluster(int codePoint)
    {
        if (codePoint < 0x300) return true;

        int first = codePoint;
        while (_decompositions.TryGetValue(first, out var parts))
            first = parts.First;
        return CombiningClass(first) == 0
            && !_seconds.Contains(first)
            && first is not (>= VowelBase and < VowelBase + Vowels or > TailBase and < TailBase + Tails);
    }

    private static string[] Entries(string data) =>
        data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static void ReadDecomposition(string entry)
    {
        string[] sides = entry.Split('=', '~');
        string[] parts = sides[1].Split('+');
        int composite = Hex(sides[0]), first = Hex(parts[0]), second = parts.Length == 2 ? Hex(parts[1]) : 0;
        _decompositions.Add(composite, (first, second));
        if (!entry.Contains('=', StringComparison.Ordinal)) return;
        _compositions.Add((first, second), composite);
        _seconds.Add(second);
    }

    private static void ReadCombiningClass(string entry)
    {
        string[] sides = entry.Split(':');
        string[] range = sides[0].Split('-');
        int combiningClass = int.Parse(sides[1], CultureInfo.InvariantCulture);
        for (int codePoint = Hex(range[0]); codePoint <= Hex(range[^1]); codePoint++)
            _combiningClasses.Add(codePoint, combiningClass);
    }
}
