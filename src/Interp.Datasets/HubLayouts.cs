using System.Collections.Immutable;
using Interp.Datasets.Reading;

namespace Interp.Datasets;

/// <summary>The layouts every hub dataset has: Parquet, JSON Lines and CSV files with the hub's own column names.</summary>
internal static class HubLayouts
{
    /// <summary>Layouts of one split.</summary>
    /// <param name="columns">The hub's column and class names.</param>
    /// <param name="split">The split whose file names are looked for.</param>
    /// <param name="config">The configuration, a folder of that name in the repository; null where there is none.</param>
    /// <param name="folder">One more folder that the files may be in; null for none.</param>
    public static ImmutableArray<Layout> Of(HubColumns columns, string split = "train", string? config = null, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var codes = LabelCodes.Numbers(0, columns.Classes.Length).Or(LabelCodes.Names([.. columns.Classes]));
        string[] folders = [.. Folder(config), "", "data/", .. Folder(folder)];
        var converted = $"{config ?? "default"}/{split}/0000.parquet"; // the hub's own conversion of datasets that come as scripts

        return
        [
            Named(
                "hub Parquet",
                TableReader.Parquet,
                [.. In(folders, $"{split}-00000-of-00001.parquet", $"{split}-*-of-*.parquet", $"{split}.parquet"), converted]),
            Named("hub JSON Lines", TableReader.JsonLines, In(folders, $"{split}.jsonl")),
            Named("hub CSV", TableReader.Csv, In(folders, $"{split}.csv")),
        ];

        Layout Named(string name, TableReader reader, ImmutableArray<FileChoice> files) => new()
        {
            Name = name,
            Files = files,
            Reader = reader,
            Fields = [.. columns.Fields.Select(FieldColumns.FromString)],
            Label = columns.Label,
            Codes = codes,
            OnHub = true,
        };
    }

    private static IEnumerable<string> Folder(string? name) => name is null ? [] : [name + "/"];

    private static ImmutableArray<FileChoice> In(string[] folders, params string[] files) =>
        [.. folders.SelectMany(_ => files, (folder, file) => FileChoice.FromString(folder + file))];
}
