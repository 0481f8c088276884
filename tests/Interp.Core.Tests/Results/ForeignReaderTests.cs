using CsCheck;
using DuckDB.NET.Data;
using Interp.Core.Results;

namespace Interp.Core.Tests.Results;

/// <summary>What DuckDB reads in the files: both formats hold the same cells, and Parquet says their types.</summary>
public sealed class ForeignReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DuckDBConnection _database = new("DataSource=:memory:");

    public ForeignReaderTests() => _database.Open();

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void DuckDb_EveryTable_HasTheSameCellsInBothFormats()
    {
        Check(ResultTables.Measurements, SampleRows.Measurements);
        Check(ResultTables.Measures, SampleRows.Measures);
        Check(ResultTables.Ablations, SampleRows.Ablations);
        Check(ResultTables.Attention, SampleRows.Attention);
        Check(ResultTables.Heads, SampleRows.Heads);
    }

    [SkippableFact]
    public void DuckDb_AuthorsRowsWrittenAnew_HasTheSameCellsInBothFormats()
    {
        var rows = ResultTables.Measurements.Read(Repository.Shared("paper-results/pythia_410M.csv.gz"));
        Compare(ResultTables.Measurements, rows);

        // The numbers are those that DuckDB itself reads in the authors' file.
        Query($"select count(*), sum(a.calibrated_accuracy <> b.calibrated_accuracy or a.upper95 <> b.upper95 or a.permuted_score <> b.permuted_score)::bigint from '{File("rows.parquet")}' a join read_csv('{Repository.Shared("paper-results/pythia_410M.csv.gz")}') b using (setting, dataset, format, prompts, layer, position)")
            .Should().ContainSingle().Which.Should().Equal(96_000L, 0L);
    }

    [Fact]
    public void DuckDb_TypesOfParquet_AreThoseOfTheColumns()
    {
        ResultTables.Measures.Write(File("rows.parquet"), [SampleRows.Measures.Single(_ => true, SampleRows.Seed)]);
        var types = Query($"describe select * from '{File("rows.parquet")}'").Select(column => $"{column[0]} {column[1]}");
        var repetitions = Query($"select repetition_type from parquet_schema('{File("rows.parquet")}') where num_children is null").Select(row => row[0]);
        types.Zip(repetitions, (type, repetition) => $"{type} {repetition}").Should().Equal(
            "model VARCHAR REQUIRED", "protocol VARCHAR REQUIRED", "setting VARCHAR REQUIRED", "dataset VARCHAR REQUIRED", "format INTEGER REQUIRED", "prompts VARCHAR REQUIRED",
            "layer INTEGER OPTIONAL", "position INTEGER OPTIONAL", "measure VARCHAR REQUIRED", "value DOUBLE OPTIONAL", "n INTEGER OPTIONAL", "low DOUBLE OPTIONAL", "high DOUBLE OPTIONAL",
            "method VARCHAR OPTIONAL", "seed UBIGINT OPTIONAL", "note VARCHAR OPTIONAL");
    }

    private void Check<TRow>(ResultTable<TRow> table, Gen<TRow> row)
        where TRow : ResultRow => Compare(table, row.Array[500].Single(_ => true, SampleRows.Seed));

    private void Compare<TRow>(ResultTable<TRow> table, IReadOnlyList<TRow> rows)
        where TRow : ResultRow
    {
        table.Write(File("rows.csv"), rows);
        table.Write(File("rows.csv.gz"), rows);
        table.Write(File("rows.parquet"), rows);
        var parquet = Query($"select * from '{File("rows.parquet")}'");
        parquet.Should().HaveCount(rows.Count);
        foreach (var file in new[] { "rows.csv", "rows.csv.gz" })
        {
            // Types are those DuckDB found in Parquet, so that each cell is compared as a value, not as text.
            var columns = string.Join(", ", Query($"describe select * from '{File("rows.parquet")}'").Select(column => $"'{column[0]}': '{column[1]}'"));
            var csv = Query($"select * from read_csv('{File(file)}', columns = {{{columns}}}, header = true, quote = '\"', escape = '\"', nullstr = '', new_line = '\\n', strict_mode = true)");
            csv.Should().HaveCount(rows.Count);
            for (var i = 0; i < csv.Count; i++)
                csv[i].SequenceEqual(parquet[i]).Should().BeTrue("{0} row {1} is {2} and in Parquet {3}", file, i, string.Join('|', csv[i]), string.Join('|', parquet[i]));
        }
    }

    private string File(string name) => _folder.File(name);

    private List<object[]> Query(string sql)
    {
        using var command = _database.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? "" : reader.GetValue(i);
            rows.Add(row);
        }

        return rows;
    }
}
