using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>The cells of the row that is being read, by column; what does not fit is refused with file, place, column, what was found and what was expected.</summary>
internal sealed class RowCells
{
    private const int MostPooled = 4096;

    private readonly string _path;
    private readonly Dictionary<string, int> _places;
    private readonly Dictionary<string, string> _pool = []; // Rows repeat the same few names; each is held once.
    private (string Text, Protocol Value)? _protocol;

    /// <param name="path">The file, for messages.</param>
    /// <param name="columns">All columns of the table.</param>
    public RowCells(string path, ImmutableArray<string> columns)
    {
        _path = path;
        _places = columns.Select((name, place) => (name, place)).ToDictionary(column => column.name, column => column.place);
        Values = new object?[columns.Length];
    }

    /// <summary>Where the row is ("line 3").</summary>
    public string Place { get; set; } = "";

    /// <summary>The cells: text, int, ulong, double or null.</summary>
    public object?[] Values { get; }

    /// <summary>The columns that every table begins with.</summary>
    public RowSource Source() => new(Text("model"), Protocol("protocol"), Setting("setting"), Text("dataset"), Count("format"));

    /// <summary>The columns that say how sure the row's main number is.</summary>
    public RowSpread Spread() => new()
    {
        Count = OptionalCount("n"),
        Low = OptionalNumber("low"),
        High = OptionalNumber("high"),
        Method = OptionalText("method"),
        Seed = OptionalSeed("seed"),
    };

    public string Text(string column) => OptionalText(column) ?? throw Misfit(column, "text");

    public string? OptionalText(string column)
    {
        if (Values[_places[column]] is not string text)
            return null;
        if (string.IsNullOrWhiteSpace(text))
            throw Misfit(column, "text");
        if (text.Length > ResultLimits.LongestCell)
            throw new InvalidDataException($"{_path}: {Place}: column {column}: {text.Length} characters; expected at most {ResultLimits.LongestCell}.");
        if (_pool.TryGetValue(text, out var pooled))
            return pooled;
        if (_pool.Count < MostPooled)
            _pool.Add(text, text);
        return text;
    }

    public int Count(string column) => OptionalCount(column) ?? throw Misfit(column, "a whole number from 0");

    public int? OptionalCount(string column) => (int?)Values[_places[column]] is not < 0 and var count ? count : throw Misfit(column, "a whole number from 0");

    public ulong? OptionalSeed(string column) => (ulong?)Values[_places[column]];

    public double Number(string column) => OptionalNumber(column) ?? throw Misfit(column, "a number");

    public double? OptionalNumber(string column)
    {
        var number = (double?)Values[_places[column]];
        return number is { } value && !double.IsFinite(value) ? throw Misfit(column, "a number") : number;
    }

    public Setting Setting(string column)
    {
        var text = Text(column);
        return SettingNames.TryParse(text) ?? throw Misfit(column, "a setting's name");
    }

    public PromptKind Kind(string column) => PromptNames.ParseKind(Text(column)) ?? throw Misfit(column, "correct or false");

    public MeasuredPrompts Measured(string column) => PromptNames.ParseMeasured(Text(column)) ?? throw Misfit(column, "correct, false or pair");

    public Protocol Protocol(string column)
    {
        var text = Text(column);
        if (_protocol is { } last && last.Text == text)
            return last.Value;
        try
        {
            _protocol = (text, Core.Protocol.Parse(text));
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{_path}: {Place}: column {column}: {e.Message}", e);
        }

        return _protocol.Value.Value;
    }

    private InvalidDataException Misfit(string column, string expected) => Misfit(column, Convert.ToString(Values[_places[column]], CultureInfo.InvariantCulture) ?? "", expected);

    /// <summary>A cell that does not fit.</summary>
    public InvalidDataException Misfit(string column, string found, string expected) =>
        new($"{_path}: {Place}: column {column}: found \"{found}\", expected {expected}.");
}
