using System.CommandLine;
using Interp.Core.Results;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Results;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking;

/// <summary>"diff": which numbers of two results moved beyond their intervals.</summary>
internal static class DiffCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var before = new Argument<string>("A") { Description = "Folder with result rows." };
        var after = new Argument<string>("B") { Description = "Folder with others." };
        var most = CommonOptions.Number("--most", "How many of the largest moves to list.", 20, 0, 1_000_000);

        var command = new Command("diff", "Compares two folders of result rows: which numbers moved beyond their intervals.") { before, after, most };
        command.SetAction(parsed =>
        {
            var (first, second) = (parsed.GetRequiredValue(before), parsed.GetRequiredValue(after));
            var diff = ResultsDiff.Of(ResultsFolder.Read(first), ResultsFolder.Read(second));
            if (diff.Tables.IsEmpty)
                throw new InvalidDataException($"{first}, {second}: neither holds measurements, measures, ablations or heads.");

            terminal.WriteWide(DiffTable.Counts(diff));
            ResultMove[] moves = [.. diff.Moves];
            if (moves.Length > 0)
                terminal.WriteWide(DiffTable.Moves(moves.Take(parsed.GetValue(most))));
            terminal.Line(moves.Length == 0 ? "No number moved beyond its interval." : $"{moves.Length} numbers moved beyond their intervals.");
            return ExitCode.Success;
        });
        return command;
    }
}
