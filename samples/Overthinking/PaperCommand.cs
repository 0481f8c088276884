using System.CommandLine;
using Interp.Core.Results;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Results;
using Interp.Samples.Shared.Studies;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking;

/// <summary>"paper": the paper's tables from result rows, this program's or the authors' own.</summary>
internal static class PaperCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var results = new Option<string>("--results") { Description = "Folder with result rows, CSV (plain or gzipped) or Parquet, of any number of models.", HelpName = "FOLDER", Required = true };
        var model = new Option<string?>("--model") { Description = "Only this model.", HelpName = "NAME" };
        var output = new Option<string?>("--out") { Description = "Folder for the tables as CSV, with all digits.", HelpName = "FOLDER" };

        var command = new Command("paper", "Makes the paper's tables of result rows.") { results, model, output };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(output) is { } path ? OutputFolder.At(path) : null;
            var all = ResultsFolder.Read(parsed.GetRequiredValue(results));
            if (all.Models.Count == 0)
                throw new InvalidDataException($"{all.Path}: no file in it holds result rows{(all.Skipped.IsEmpty ? "" : $"; looked into {string.Join(", ", all.Skipped)}")}.");
            var (tables, missing) = PaperTables.Of(parsed.GetValue(model) is { } name ? all.Of(name) : all, PaperSuite.Suite);

            foreach (var table in tables)
                terminal.WriteWide(ValueTable.Of(table));
            foreach (var line in missing)
                terminal.Line($"Missing: {line}.");
            foreach (var file in all.Skipped)
                terminal.Line($"Not read: {file}, no result rows or a second copy of some.");
            if (folder is not null)
            {
                folder.Publish(stage => Write(stage, tables));
                terminal.Note($"Written to {folder.Path}: {tables.Length} tables as CSV");
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(string stage, IReadOnlyList<PaperTable> tables)
    {
        foreach (var same in tables.GroupBy(table => FileName.Of(table.Name)))
        {
            foreach (var (index, table) in same.Index())
                table.Write(Path.Combine(stage, $"{same.Key}{(index == 0 ? "" : $"-{index + 1}")}.csv"));
        }
    }
}
