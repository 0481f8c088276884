using System.Collections.Immutable;
using System.CommandLine;
using Interp.Datasets;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Listings;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Commands;

/// <summary>"datasets": the tasks of the paper, and where their rows come from.</summary>
internal static class DatasetsCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var output = ListingOption.Create();
        var command = new Command("datasets", "Lists the tasks: key, classes, prompt formats, and where their rows come from.") { output };
        command.SetAction(parsed =>
        {
            ListingWriter.Write(terminal, All(), parsed.GetValue(output));
            return ExitCode.Success;
        });
        return command;
    }

    private static Listing All() => new()
    {
        Kind = "datasets",
        Columns = ["key", "title", "classes", "formats", "built_in", "hub", "licence"],
        Rows =
        [
            .. BenchmarkRegistry.Paper.All.Select(task => ImmutableArray.Create<object?>(
                task.Key, task.Title, task.Classes.Length, task.Formats.Length, BuiltInDatasets.Find(task.Key) is not null, task.HubId, task.Licence)),
        ],
    };
}
