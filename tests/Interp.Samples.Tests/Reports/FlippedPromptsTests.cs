using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies.Tables;
using Interp.Samples.Overthinking.Pages;

namespace Interp.Samples.Tests.Reports;

public sealed class FlippedPromptsTests(ReportStudy study) : IClassFixture<ReportStudy>
{
    [Fact]
    public void Right_MeanOverPrompts_IsTheRowsAccuracy()
    {
        var rows = ResultTables.Measurements.Read(Path.Combine(study.Folder, "tables", "measurements.parquet"));
        foreach (var cell in StoredCell.All(study.Folder))
        {
            var flipped = new FlippedPrompts(cell);
            var right = Enumerable.Range(0, flipped.Prompts.Count).Select(flipped.Right).ToArray();
            for (var state = 0; state < flipped.States; state++)
            {
                var row = rows.Single(row => row.Dataset == cell.Id.Dataset && row.Setting == cell.Id.Setting && row.Prompts == PromptKind.False && row.State == state && row.Demonstration == 3);
                right.Average(states => states[state]).Should().BeApproximately(row.CalibratedAccuracy, 1e-12);
            }
        }
    }

    [Fact]
    public void Choose_Prompts_AreThoseThatFlipFromSomeState()
    {
        foreach (var flipped in StoredCell.All(study.Folder).Select(cell => new FlippedPrompts(cell)))
        {
            bool Flips(int prompt, int state) => flipped.Right(prompt)[state] == 1 && flipped.Right(prompt)[^1] == 0;
            int[] all = [.. Enumerable.Range(0, flipped.Prompts.Count).Where(prompt => Enumerable.Range(0, flipped.States).Any(state => Flips(prompt, state)))];
            flipped.Choose(1000).Should().Equal(all);
            flipped.Choose(3).Should().HaveCount(Math.Min(3, all.Length)).And.BeSubsetOf(all);
            flipped.Counts.Should().Equal(Enumerable.Range(0, flipped.States).Select(state => all.Count(prompt => Flips(prompt, state))));
            flipped.Counts[^1].Should().Be(0);
        }
    }

    [Fact]
    public void Share_LabelsOfAPrompt_SumToOne()
    {
        var flipped = new FlippedPrompts(StoredCell.All(study.Folder).First());
        for (var state = 0; state < flipped.States; state++)
            Enumerable.Range(0, flipped.Cell.Prompts.Labels.Length).Sum(label => flipped.Share(2, state, label)).Should().BeApproximately(1, 1e-9);
    }

    [Fact]
    public void Heads_Top_AreTheRowsFirstRanks()
    {
        var rows = ResultTables.Heads.Read(Path.Combine(study.Folder, "tables", "heads.parquet"));
        foreach (var cell in StoredCell.All(study.Folder))
        {
            new FlippedPrompts(cell).Heads.Select(head => head.ToString()).Should().Equal(rows
                .Where(row => row.Dataset == cell.Id.Dataset && row.Setting == cell.Id.Setting && row.Rank <= 5).OrderBy(row => row.Rank).Select(row => $"{row.Layer}.{row.Head}"));
        }
    }
}
