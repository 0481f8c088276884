using System.Collections.Frozen;
using System.Globalization;

namespace Interp.Datasets;

/// <summary>How a file writes classes.</summary>
public sealed class LabelCodes
{
    private readonly Func<string, int?> _classOf;

    private LabelCodes(string expected, Func<string, int?> classOf) => (Expected, _classOf) = (expected, classOf);

    /// <summary>What is written, for messages.</summary>
    public string Expected { get; }

    /// <summary>Names of the classes in class order.</summary>
    /// <param name="names">One for each class; exact spelling.</param>
    public static LabelCodes Names(params string[] names) => Map([.. names.Select((name, index) => (name, index))]);

    /// <summary>Whole numbers, one after the other in class order.</summary>
    /// <param name="first">What is written for class 0.</param>
    /// <param name="count">Number of classes.</param>
    public static LabelCodes Numbers(int first, int count) =>
        Map([.. Enumerable.Range(0, count).Select(@class => ((first + @class).ToString(CultureInfo.InvariantCulture), @class))]);

    /// <summary>Any texts.</summary>
    /// <param name="codes">What is written and the class it means.</param>
    public static LabelCodes Map(params (string Text, int Class)[] codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        var map = codes.ToFrozenDictionary(code => code.Text, code => code.Class, StringComparer.Ordinal);
        return new LabelCodes("one of " + string.Join(", ", codes.Select(code => code.Text)), text => map.TryGetValue(text, out var found) ? found : null);
    }

    /// <summary>A number; class 1 from a threshold on, else class 0.</summary>
    /// <param name="threshold">The least number of class 1.</param>
    public static LabelCodes Threshold(double threshold) =>
        new(
            "a number from 0 to 1",
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1
                ? (number >= threshold ? 1 : 0)
                : null);

    /// <summary>These codes, read from the text before a separator ("HUM:ind" before ':').</summary>
    /// <param name="separator">Ends the part that counts.</param>
    public LabelCodes Before(char separator) =>
        new($"{Expected}, then '{separator}'", text => text.IndexOf(separator) is var at and >= 0 ? _classOf(text[..at]) : null);

    /// <summary>These codes or others, whichever fits first.</summary>
    /// <param name="others">Tried second.</param>
    public LabelCodes Or(LabelCodes others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new($"{Expected}, or {others.Expected}", text => _classOf(text) ?? others._classOf(text));
    }

    /// <summary>The class that a text means, or null where it means none.</summary>
    /// <param name="text">As in the file.</param>
    public int? ClassOf(string text) => _classOf(text);
}
