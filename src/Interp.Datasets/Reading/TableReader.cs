using System.Collections.Immutable;

namespace Interp.Datasets.Reading;

/// <summary>Reads files of one kind as tables. The kinds are the static members; derive to add another.</summary>
public abstract class TableReader
{
    /// <summary>Comma-separated text with a header and RFC 4180 quotes, UTF-8.</summary>
    public static TableReader Csv { get; } = new DelimitedReader(',', quoted: true);

    /// <summary>Tab-separated text with a header in which quote marks are ordinary characters, UTF-8.</summary>
    public static TableReader Tsv { get; } = new DelimitedReader('\t', quoted: false);

    /// <summary>Tab-separated text with a header and RFC 4180 quotes, UTF-8.</summary>
    public static TableReader QuotedTsv { get; } = new DelimitedReader('\t', quoted: true);

    /// <summary>JSON Lines: one object a line, UTF-8.</summary>
    public static TableReader JsonLines { get; } = new JsonLinesReader();

    /// <summary>One JSON object whose values are the rows, as in {"0": {"text": …}, "1": …}, UTF-8.</summary>
    public static TableReader JsonObject { get; } = new JsonObjectReader();

    /// <summary>Apache Parquet: text and integer columns.</summary>
    public static TableReader Parquet { get; } = new ParquetTableReader();

    /// <summary>File name endings of this kind, each with its dot.</summary>
    public abstract ImmutableArray<string> Extensions { get; }

    /// <summary>Text whose cells stand between separators.</summary>
    /// <param name="separator">One character.</param>
    /// <param name="quoted">Cells may stand in double quotes (RFC 4180); else quote marks are ordinary characters.</param>
    /// <param name="columns">Names of the columns of a file without a header; none where the first line is the header.</param>
    public static TableReader Delimited(char separator, bool quoted, params ImmutableArray<string> columns) =>
        new DelimitedReader(separator, quoted, columns);

    /// <summary>Lines of a label and a text, as "label text"; columns "label" and "text".</summary>
    /// <param name="separator">The first one of a line ends the label.</param>
    /// <param name="encoding">How bytes are read.</param>
    public static TableReader LabelThenText(char separator, TextEncoding encoding) => new LabeledLinesReader(separator, labelFirst: true, encoding);

    /// <summary>Lines of a text and a label, as "text@label"; columns "label" and "text".</summary>
    /// <param name="separator">The last one of a line starts the label.</param>
    /// <param name="encoding">How bytes are read.</param>
    public static TableReader TextThenLabel(char separator, TextEncoding encoding) => new LabeledLinesReader(separator, labelFirst: false, encoding);

    /// <summary>
    /// Two files of equally many lines, texts and labels; columns "label" and "text". The file named is that of the
    /// texts; the other's name has <paramref name="labelPart"/> where it has <paramref name="textPart"/>.
    /// </summary>
    /// <param name="textPart">Part of the name of the file of texts.</param>
    /// <param name="labelPart">What the file of labels has in its place.</param>
    public static TableReader ParallelLines(string textPart, string labelPart) => new ParallelLinesReader(textPart, labelPart);

    /// <summary>Reads a file.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="columns">The columns asked for; a reader may leave out others.</param>
    /// <exception cref="InvalidDataException">The file is not of this kind; the message names file, line, found, expected.</exception>
    public abstract Table Read(string path, ImmutableArray<string> columns);
}
