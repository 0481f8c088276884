using CsCheck;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Tests.Results;

public sealed class ResultTableTests : IDisposable
{
    private const string Source = "model,protocol,setting,dataset,format,";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The columns are what others read these files by: a change here is a change of the format.</summary>
    [Fact]
    public void Columns_OfEveryTable_AreThoseOfTheFormat()
    {
        string.Join(',', ResultTables.Measurements.Columns).Should().Be(Source + "prompts,layer,position,calibrated_accuracy,upper95,permuted_score,n,low,high,permuted_low,permuted_high,method,seed");
        string.Join(',', ResultTables.Measures.Columns).Should().Be(Source + "prompts,layer,position,measure,value,n,low,high,method,seed,note");
        string.Join(',', ResultTables.Ablations.Columns).Should().Be(Source + "ablation,prompts,layer,calibrated_accuracy,upper95,n,low,high,method,seed");
        string.Join(',', ResultTables.Attention.Columns).Should().Be(
            Source + "prompts,layer,head,attention_same_label,attention_all_labels,pm_score,attention_before_same_label,attention_before_all_labels,pm_score_before_label,n,low,high,method,seed");
        string.Join(',', ResultTables.Heads.Columns).Should().Be(
            Source + "prompts,layer,head,rank,label_attending,class_sensitive,class_sensitive_shown,promoting_plain,promoting_normed,promoting_frozen,previous_token,duplicate_token,induction,copying,n,low,high,method,seed");
    }

    [Fact]
    public void Write_OneRow_HasShortNumbersAndEmptyCells()
    {
        ResultTables.Measures.Write(_folder.File("rows.csv"), [new MeasureRow
        {
            Source = new("tiny", Protocol.Corrected, Setting.Permuted, "sst2", 0),
            Prompts = MeasuredPrompts.Pair,
            Demonstration = 7,
            Measure = "accuracy_gap",
            Value = 0.1 + 0.2,
            Spread = new() { Seed = ulong.MaxValue },
            Note = "a, b",
        }]);

        File.ReadAllText(_folder.File("rows.csv")).Should().Be(
            $"{string.Join(',', ResultTables.Measures.Columns)}\ntiny,corrected,permuted_incorrect_labels,sst2,0,pair,,7,accuracy_gap,0.30000000000000004,,,,,18446744073709551615,\"a, b\"\n");
    }

    [Theory]
    [InlineData("rows.csv")]
    [InlineData("rows.csv.gz")]
    [InlineData("rows.parquet")]
    public void Read_WhatWasWritten_IsTheSameToTheBit(string file)
    {
        Check(ResultTables.Measurements, SampleRows.Measurements);
        Check(ResultTables.Measures, SampleRows.Measures);
        Check(ResultTables.Ablations, SampleRows.Ablations);
        Check(ResultTables.Attention, SampleRows.Attention);
        Check(ResultTables.Heads, SampleRows.Heads);

        void Check<TRow>(ResultTable<TRow> table, Gen<TRow> row)
            where TRow : ResultRow => row.List[0, 20].Sample(
            rows =>
            {
                table.Write(_folder.File(file), rows);
                var bytes = File.ReadAllBytes(_folder.File(file));
                table.Read(_folder.File(file)).Should().Equal(rows);
                table.Write(_folder.File(file), rows);
                File.ReadAllBytes(_folder.File(file)).Should().Equal(bytes, "the same rows are the same bytes");
            },
            iter: 40, threads: 1);
    }

    /// <summary>More rows than a row group of the file.</summary>
    [Fact]
    public void Read_ParquetOfSeveralRowGroups_IsWhatWasWritten()
    {
        var row = SampleRows.Ablations.Single(_ => true, SampleRows.Seed);
        AblationRow[] rows = [.. Enumerable.Range(0, 140_000).Select(i => row with { State = i })];
        ResultTables.Ablations.Write(_folder.File("rows.parquet"), rows);
        ResultTables.Ablations.Read(_folder.File("rows.parquet")).Should().Equal(rows);
    }

    [Fact]
    public void Write_RowThatCouldNotBeReadBack_LeavesTheOldFile()
    {
        var good = SampleRows.Measures.Single(_ => true, SampleRows.Seed);
        foreach (var file in new[] { "rows.csv", "rows.csv.gz", "rows.parquet" })
        {
            ResultTables.Measures.Write(_folder.File(file), [good]);
            foreach (var bad in new[]
            {
                good with { Measure = " " }, good with { Note = "" }, good with { Note = new string('x', 1001) }, good with { Note = "\ud800" }, good with { Source = good.Source with { Format = -1 } }, good with { Spread = new() { Count = -1 } },
            })
            {
                FluentActions.Invoking(() => ResultTables.Measures.Write(_folder.File(file), [good, bad])).Should().Throw<ArgumentException>().WithMessage("Column *: found *");
            }

            ResultTables.Measures.Read(_folder.File(file)).Should().Equal(good);
        }

        Directory.GetFiles(_folder.Path).Should().HaveCount(3, "nothing unfinished is left");
    }

    [Fact]
    public void Write_LongestCell_IsReadBack()
    {
        var row = SampleRows.Measures.Single(_ => true, SampleRows.Seed) with { Note = new string('x', 998) + "\"," };
        foreach (var file in new[] { "rows.csv", "rows.parquet" })
        {
            ResultTables.Measures.Write(_folder.File(file), [row]);
            ResultTables.Measures.Read(_folder.File(file)).Should().Equal(row);
        }
    }

    [Fact]
    public void Write_UnknownEnding_Throws() =>
        FluentActions.Invoking(() => ResultTables.Heads.Write(_folder.File("rows.txt"), [])).Should().Throw<ArgumentException>().WithMessage("*rows.txt: *expected .csv, .csv.gz or .parquet*");
}
