using System.Diagnostics;
using System.Globalization;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Stores;
using Spectre.Console;
using static TorchSharp.torch;

namespace Interp.Samples.Overthinking;

/// <summary>What is told of studies, as tables.</summary>
internal static class StudyReport
{
    /// <summary>What every cell will cost.</summary>
    public static Table Estimates(StudyPlan plan)
    {
        var table = Titled("cell", "prompts", "tokens", "forwards", "kept", "expected");
        var rate = OperationsASecond();
        CellEstimate[] all = [.. plan.Cells.Select(cell => CellEstimate.Of(plan, cell))];
        foreach (var cell in all)
            Add(cell.Cell.ToString(), cell.Prompts, cell.Tokens, cell.Forwards, cell.Bytes, cell.Operations);
        Add("all", all.Sum(cell => cell.Prompts), all.Sum(cell => cell.Tokens), all.Sum(cell => cell.Forwards), all.Sum(cell => cell.Bytes), all.Sum(cell => cell.Operations));
        foreach (var failure in plan.Failures)
            table.AddRow(Markup.Escape($"{failure.Cell}: {failure.Reason}"), "", "", "", "", "cannot be run");
        return table.Caption(Text($"at {rate / 1e9:0} GFLOP/s, as a product of matrices on this machine gives"));

        void Add(string name, long prompts, long tokens, long forwards, long bytes, double operations) => table.AddRow(
            Markup.Escape(name), Text($"{prompts}"), Text($"{tokens}"), Text($"{forwards}"), Text($"{bytes / 1048576.0:0.0} MiB"), Time(operations / rate));
    }

    /// <summary>What every cell reads and holds where blocks are streamed.</summary>
    public static Table Streaming(IReadOnlyList<StreamingEstimate> cells)
    {
        var table = Titled("cell, streamed", "waves", "to read", "peak");
        foreach (var cell in cells)
            table.AddRow(Markup.Escape(cell.Cell.ToString()), Text($"{cell.Waves}"), Text($"{cell.BytesToRead / 1048576.0:0.0} MiB"), Text($"{cell.PeakBytes / 1048576.0:0.0} MiB"));
        return table.Caption(Text($"each wave reads every block once; the peak is an estimate, without what readers keep"));
    }

    /// <summary>How far every cell is.</summary>
    public static Table Status(StudyManifest manifest)
    {
        var table = Titled("cell", "pairs", "state");
        foreach (var cell in manifest.Cells)
            table.AddRow(Markup.Escape(cell.Id.ToString()), Text($"{cell.Pairs}"), Markup.Escape(cell.State.ToString().ToLowerInvariant() + (cell.Reason is null ? "" : $": {cell.Reason}")));
        return table.Caption(manifest.Finished is { } end ? Text($"finished {end:u}, on {manifest.Machine}") : Text($"begun {manifest.Started:u}, not finished"));
    }

    private static Table Titled(params string[] columns)
    {
        var table = new Table().Border(TableBorder.SimpleHeavy);
        foreach (var column in columns)
            table.AddColumn(column == columns[0] ? new TableColumn(column) : new TableColumn(column).RightAligned());
        return table;
    }

    private static string Text(FormattableString text) => Markup.Escape(text.ToString(CultureInfo.InvariantCulture));

    private static string Time(double seconds) => seconds switch
    {
        < 60 => Text($"{Math.Max(seconds, 1):0} s"),
        < 3600 => Text($"{seconds / 60:0.0} min"),
        _ => Text($"{seconds / 3600:0.0} h"),
    };

    private static double OperationsASecond()
    {
        const int Size = 768;
        using var scope = NewDisposeScope();
        var (one, other) = (rand(Size, Size), rand(Size, Size));
        matmul(one, other);
        var watch = Stopwatch.StartNew();
        var runs = 0;
        for (; watch.Elapsed.TotalSeconds < 0.2; runs++)
            matmul(one, other).Dispose();
        return runs * 2.0 * Size * Size * Size / watch.Elapsed.TotalSeconds;
    }
}
