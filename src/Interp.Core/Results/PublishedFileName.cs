using System.Collections.Immutable;
using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>What the paper's files say by their names only: "gpt_j.csv.gz", "gpt_j.ablations.csv.gz", "gpt_j.attention.unnatural.csv.gz".</summary>
internal static class PublishedFileName
{
    /// <summary>Puts the values of those columns that the file does not have.</summary>
    /// <param name="path">The file.</param>
    /// <param name="has">The columns that it has.</param>
    /// <param name="columns">All columns of the table.</param>
    /// <param name="values">The row's cells, one a column.</param>
    /// <exception cref="InvalidDataException">The name does not say what the file leaves open.</exception>
    public static void Fill(string path, ImmutableArray<string> has, ImmutableArray<string> columns, object?[] values)
    {
        foreach (var (place, column) in columns.Index())
        {
            if (has.Contains(column))
                continue;
            values[place] = column switch
            {
                "model" => Model(path),
                "protocol" => Protocol.Published.ToString(),
                "setting" => Setting.Permuted.Name(),
                "dataset" => Dataset(path),
                "format" => 0,
                _ => null,
            };
        }
    }

    private static string Model(string path) => Path.GetFileName(path).Split('.')[0] is { Length: > 0 } model
        ? model
        : throw new InvalidDataException($"{path}: the file does not say its model, and its name does not begin with one; expected MODEL.csv.gz or the like.");

    private static string Dataset(string path) => Path.GetFileName(path).Split('.') is [_, "attention", { Length: > 0 } dataset, "csv", ..]
        ? dataset
        : throw new InvalidDataException($"{path}: the file does not say its dataset, nor does its name; expected MODEL.attention.DATASET.csv.gz.");
}
