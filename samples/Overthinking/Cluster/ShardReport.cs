using System.Globalization;
using Interp.Core.Studies.Shards;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>What is told of shards, as lines.</summary>
internal static class ShardReport
{
    /// <summary>How a study is dealt.</summary>
    public static void Write(SampleTerminal terminal, ShardPlan plan)
    {
        var costs = plan.Shards.Select(shard => shard.Cost).ToArray();
        terminal.Line(Text($"{plan.Cells.Length} cells, {2L * plan.Cells.Length * plan.Spec.Prompts} prompts, in {plan.Shards.Length} shards; {costs.Sum():0.00e+0} operations planned, the costliest shard {costs.Max() / costs.Average():0.00} x the mean."));
        if (plan.Shards.Count(shard => shard.Pieces.IsEmpty) is var idle and > 0)
            terminal.Line($"{idle} shards have nothing to do: with them it would take as long, since cells are cut between windows of pairs and every shard of a model loads it.");
        foreach (var failure in plan.Failures)
            terminal.Error.WriteLine($"{failure.Cell}: {failure.Reason}");
    }

    /// <summary>How far they are.</summary>
    public static void Write(SampleTerminal terminal, ShardSurvey survey)
    {
        terminal.Line($"shards   {survey.Shards.Length}: {string.Join(", ", survey.Shards.GroupBy(shard => shard.State).OrderByDescending(group => group.Key).Select(group => $"{group.Count()} {Name(group.Key)}"))}");
        terminal.Line($"cells    {survey.CellsDone} of {survey.Plan.Cells.Length} done");
        var (done, all) = (survey.Shards.Sum(shard => shard.Prompts), survey.Shards.Sum(shard => shard.Shard.Prompts()));
        terminal.Line(Text($"prompts  {done} of {all} ({100.0 * done / Math.Max(1, all):0.0} %)"));
        terminal.Line(Text($"rate     {survey.Shards.Sum(shard => shard.Rate):0.0} prompts/s, {Left(survey)}"));
        if (survey.Missing is { All.IsEmpty: false } missing)
            terminal.Line($"missing  {missing}");
        foreach (var failure in survey.Failures)
            terminal.Line($"failed   {failure.Cell}: {failure.Reason}");
    }

    private static string Left(ShardSurvey survey) => survey.Left is { } left ? Text($"{left:d\\.hh\\:mm\\:ss} left at this pace")
        : survey.Shards.Any(shard => shard.State == ShardState.AtWork) ? "too early to say how long"
        : "nobody works now";

    private static string Name(ShardState state) => state switch
    {
        ShardState.Open => "not begun",
        ShardState.AtWork => "at work",
        ShardState.Broken => "broken off",
        ShardState.Failed => "with failed cells",
        ShardState.Done => "done",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "There is no such state."),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
