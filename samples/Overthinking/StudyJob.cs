using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Models;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Studies;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking;

/// <summary>Runs a study and tells of it.</summary>
internal static class StudyJob
{
    public const int BatchTokens = 2048; // Small, so that progress moves and Ctrl-C is heard.

    public static int Run(string specPath, string folder, WeightPlacement weights, bool quiet, SampleTerminal terminal, CancellationToken stop)
    {
        var spec = SpecFile.Read(specPath);
        var cells = spec.Models.Length * spec.Settings.Length * spec.Datasets.Sum(dataset => dataset.Formats.Length);
        using var stopping = new StopInTime(stop);
        if (Stoppable(terminal, stopping, () => Work.Show(terminal, $"Study, {cells} cells", "prompts", 2 * cells * spec.Prompts, quiet, progress => StudyRunner.Run(spec, StudyOrigins.Of(specPath, weights), folder, new StudyRunOptions
        {
            BatchTokens = BatchTokens,
            Stop = stopping.Asked,
            Cancellation = stopping.Now,
            Progress = new Counted(progress),
            Logger = new TerminalLogger(terminal),
        }))) is not { } manifest)
        {
            return ExitCode.Stopped;
        }

        terminal.Out.Write(StudyReport.Status(manifest));
        terminal.Line($"Tables in {Path.Combine(folder, "tables")}: CSV and Parquet");
        return manifest.Cells.All(cell => cell.State == CellState.Done) ? ExitCode.Success : ExitCode.BadInput;
    }

    /// <summary>What a run returned; null where it was stopped, which is told.</summary>
    public static T? Stoppable<T>(SampleTerminal terminal, StopInTime stopping, Func<T> run)
        where T : class
    {
        try
        {
            return run();
        }
        catch (OperationCanceledException) when (stopping.Asked.IsCancellationRequested)
        {
            terminal.Error.WriteLine("Stopped; what was read is kept. The same command goes on there.");
            return null;
        }
    }

    public sealed class Counted(IProgress<int> progress) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => progress.Report((int)value.Prompts);
    }
}
