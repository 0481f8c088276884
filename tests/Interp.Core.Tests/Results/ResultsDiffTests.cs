using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Tests.Results;

public sealed class ResultsDiffTests : IDisposable
{
    private static readonly MeasureRow Gap = new()
    {
        Source = new("tiny", Protocol.Corrected, Setting.Permuted, "sst2", 0),
        Prompts = MeasuredPrompts.Pair,
        State = 3,
        Demonstration = 7,
        Measure = "accuracy_gap",
        Value = 0.5,
        Spread = new() { Low = 0.4, High = 0.6 },
    };

    private static readonly Measurement Cell = new()
    {
        Source = new("tiny", Protocol.Corrected, Setting.Permuted, "sst2", 0),
        Prompts = PromptKind.False,
        State = 3,
        Demonstration = 7,
        CalibratedAccuracy = 0.5,
        Upper95 = 0.6,
        PermutedScore = 0.25,
        PermutedLow = 0.2,
        PermutedHigh = 0.3,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_SameRows_HasNoDifference()
    {
        var diff = Measures([Gap], [Gap with { Note = "of another day" }]);
        diff.Should().BeEquivalentTo(new { Table = "measures", Joined = 1, OnlyBefore = 0, OnlyAfter = 0, Different = 0, OneSided = 0 });
    }

    [Theory]
    [InlineData(0.55, 0.45, 0.65, 0)] // The intervals overlap.
    [InlineData(0.7, 0.6, 0.8, 0)]    // They touch.
    [InlineData(0.71, 0.61, 0.81, 1)]
    [InlineData(0.1, 0.0, 0.39, 1)]
    public void Of_OtherValue_MovesOnlyBeyondBothIntervals(double value, double low, double high, int moves)
    {
        var diff = Measures([Gap], [Gap with { Value = value, Spread = new() { Low = low, High = high } }]);
        diff.Different.Should().Be(1);
        diff.Moves.Should().HaveCount(moves);
        diff.Moves.Where(move => move.Column != "value" || move.Key.Name != "accuracy_gap" || move.Difference != value - 0.5 || !move.HasIntervals).Should().BeEmpty();
    }

    [Fact]
    public void Of_ValuesWithoutIntervals_MoveByAnyDifference() =>
        Measures([Gap with { Spread = RowSpread.Unknown }], [Gap with { Value = 0.5001, Spread = RowSpread.Unknown }]).Moves.Should().ContainSingle().Which.HasIntervals.Should().BeFalse();

    [Fact]
    public void Of_OtherKeys_AreCountedNotCompared()
    {
        var diff = Measures([Gap, Gap with { Measure = "a" }, Gap with { State = null }], [Gap, Gap with { Source = Gap.Source with { Protocol = Protocol.Published } }]);
        diff.Should().BeEquivalentTo(new { Joined = 1, OnlyBefore = 2, OnlyAfter = 1, Different = 0 });
    }

    [Fact]
    public void Of_ValueThatWentAway_IsOneSided() => Measures([Gap], [Gap with { Value = null, Note = "no gap" }]).Should().BeEquivalentTo(new { Joined = 1, Different = 0, OneSided = 1 });

    [Fact]
    public void Of_Measurements_ComparesAccuracyAndPermutedScore()
    {
        ResultTables.Measurements.Write(In("a/measurements.csv"), [Cell]);
        ResultTables.Measurements.Write(In("b/measurements.parquet"), [Cell with { CalibratedAccuracy = 0.9, Upper95 = 0.95, PermutedScore = 0.05, PermutedLow = 0, PermutedHigh = 0.1 }]);
        var diff = ResultsDiff.Of(ResultsFolder.Read(_folder.File("a")), ResultsFolder.Read(_folder.File("b")));
        diff.Moves.Select(move => (move.Column, Math.Round(move.Difference, 10))).Should().Equal(("calibrated_accuracy", 0.4), ("permuted_score", -0.2));
    }

    private TableDiff Measures(MeasureRow[] before, MeasureRow[] after)
    {
        ResultTables.Measures.Write(In("a/measures.csv"), before);
        ResultTables.Measures.Write(In("b/measures.csv"), after);
        return ResultsDiff.Of(ResultsFolder.Read(_folder.File("a")), ResultsFolder.Read(_folder.File("b"))).Tables.Should().ContainSingle().Which;
    }

    private string In(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        return _folder.File(name);
    }
}
