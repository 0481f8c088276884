using System.Collections.Immutable;

namespace Interp.Datasets.Reading;

/// <summary>Lines of a label and a text with one separator between them.</summary>
internal sealed class LabeledLinesReader(char separator, bool labelFirst, TextEncoding encoding) : TableReader
{
    public override ImmutableArray<string> Extensions { get; } = [".txt", ".label"];

    public override Table Read(string path, ImmutableArray<string> columns) => new(["label", "text"], Rows(path));

    private IEnumerable<TableRow> Rows(string path)
    {
        foreach (var (number, line) in Lines.Of(DatasetFile.ReadText(path, encoding)))
        {
            var at = labelFirst ? line.IndexOf(separator) : line.LastIndexOf(separator);
            if (at < 0)
                throw new InvalidDataException($"{path}: line {number}: found no '{separator}' between label and text in \"{Lines.Excerpt(line)}\".");

            var (before, after) = (line[..at], line[(at + 1)..]);
            yield return new TableRow(number, labelFirst ? [before, after] : [after, before]);
        }
    }
}
