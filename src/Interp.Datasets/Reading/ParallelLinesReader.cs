using System.Collections.Immutable;

namespace Interp.Datasets.Reading;

/// <summary>A file of texts and a file of labels, line by line. Blank texts count: they have labels too.</summary>
internal sealed class ParallelLinesReader(string textPart, string labelPart) : TableReader
{
    public override ImmutableArray<string> Extensions { get; } = [".txt"];

    public override Table Read(string path, ImmutableArray<string> columns)
    {
        var name = Path.GetFileName(path);
        if (!name.Contains(textPart, StringComparison.Ordinal))
            throw new InvalidDataException($"{path}: a file of texts has \"{textPart}\" in its name, and its labels stand in the file with \"{labelPart}\" instead.");

        var labelPath = Path.Combine(Path.GetDirectoryName(path) ?? "", name.Replace(textPart, labelPart, StringComparison.Ordinal));
        if (!File.Exists(labelPath))
            throw new FileNotFoundException($"{labelPath}: the labels of {path} are missing; put the file beside it.", labelPath);

        var texts = Lines.Of(DatasetFile.ReadText(path, TextEncoding.Utf8)).ToList();
        var labels = Lines.Of(DatasetFile.ReadText(labelPath, TextEncoding.Utf8)).ToList();
        if (texts.Count != labels.Count)
            throw new InvalidDataException($"{path}: {texts.Count} lines, but {labelPath} has {labels.Count}; expected a label for every text.");

        return new Table(["label", "text"], texts.Zip(labels, (text, label) => new TableRow(text.Number, [label.Line, text.Line])));
    }
}
