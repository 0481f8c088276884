using System.Collections.Immutable;
using Interp.Datasets.Reading;

namespace Interp.Datasets;

/// <summary>The layouts every hub dataset has: Parquet, JSON Lines and CSV files with the hub's own column names.</summary>
public static class HubLayouts
{
    /// <summary>Layouts of one split.</summary>
    /// <param name="fields">The hub's columns of an example's fields.</param>
    /// <param name="label">The hub's column of classes.</param>
    /// <param name="classes">Names of all classes in class order; files have the names or their indices.</param>
    /// <param name="split">The split whose file names are looked for.</param>
    /// <param name="config">The configuration, a folder of that name in the repository; null where there is none.</param>
    /// <param name="folder">One more folder that the files may be in.</param>
    public static ImmutableArray<Layout> Of(
        ImmutableArray<string> fields,
        string label,
        ImmutableArray<string> classes,
        string split = "train",
        string? config = null,
        string? folder = null)
    {
        var codes = LabelCodes.Numbers(0, classes.Length).Or(LabelCodes.Names([.. classes]));
        ImmutableArray<FieldColumns> columns = [.. fields.Select(FieldColumns.FromString)];
        string[] folders = [.. config is null ? Array.Empty<string>() : [$"{config}/"], "", "data/", .. folder is null ? Array.Empty<string>() : [$"{folder}/"]];
        var converted = $"{config ?? "default"}/{split}/0000.parquet"; // the hub's own conversion of datasets that come as scripts
        Layout Named(string name, TableReader reader, params string[] files) => new()
        {
            Name = name,
            Files = [.. folders.SelectMany(_ => files, (from, file) => (FileChoice)(from + file))],
            Reader = reader,
            Fields = columns,
            Label = label,
            Codes = codes,
            OnHub = true,
        };

        var parquet = Named("hub Parquet", TableReader.Parquet, $"{split}-00000-of-00001.parquet", $"{split}-*-of-*.parquet", $"{split}.parquet");
        return
        [
            parquet with { Files = parquet.Files.Add(converted) },
            Named("hub JSON Lines", TableReader.JsonLines, $"{split}.jsonl"),
            Named("hub CSV", TableReader.Csv, $"{split}.csv"),
        ];
    }
}
