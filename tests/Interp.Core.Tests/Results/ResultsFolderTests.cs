using CsCheck;
using Interp.Core.Results;

namespace Interp.Core.Tests.Results;

public sealed class ResultsFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_FilesOfSeveralModelsAndTables_FindsEachByItsColumns()
    {
        var row = SampleRows.Measurements.Single(_ => true, SampleRows.Seed);
        var head = SampleRows.Heads.Single(_ => true, SampleRows.Seed);
        Directory.CreateDirectory(_folder.File("one"));
        ResultTables.Measurements.Write(_folder.File("one/any name.csv"), [row]);
        ResultTables.Measurements.Write(_folder.File("other.csv.gz"), [row with { Source = row.Source with { Model = "other" } }]);
        ResultTables.Heads.Write(_folder.File("heads.parquet"), [head]);
        _folder.Write("table.csv", "model,datasets\ntiny,14"); // Another program's, without a last line end.
        _folder.Write("notes.txt", "no table");

        var results = ResultsFolder.Read(_folder.Path);

        results.Measurements.Should().BeEquivalentTo([row, row with { Source = row.Source with { Model = "other" } }]);
        results.Heads.Should().Equal(head);
        results.Files.Should().Equal("heads.parquet", Path.Combine("one", "any name.csv"), "other.csv.gz");
        results.Skipped.Should().Equal("table.csv");
    }

    [Fact]
    public void Read_SameTableInBothFormats_ReadsItOnce()
    {
        var row = SampleRows.Measurements.Single(_ => true, SampleRows.Seed);
        foreach (var file in new[] { "measurements.csv", "measurements.csv.gz", "measurements.parquet" })
            ResultTables.Measurements.Write(_folder.File(file), [row]);
        var results = ResultsFolder.Read(_folder.Path);
        results.Measurements.Should().Equal(row);
        results.Files.Should().Equal("measurements.parquet");
        results.Skipped.Should().Equal("measurements.csv", "measurements.csv.gz");
    }

    [Fact]
    public void Read_RowTwice_NamesBothFiles()
    {
        var row = SampleRows.Measurements.Single(_ => true, SampleRows.Seed);
        ResultTables.Measurements.Write(_folder.File("a.csv"), [row]);
        ResultTables.Measurements.Write(_folder.File("b.csv"), [row with { CalibratedAccuracy = 1 }]);
        FluentActions.Invoking(() => ResultsFolder.Read(_folder.Path)).Should().Throw<InvalidDataException>().WithMessage("*b.csv: a second row of tiny, *a.csv*");
    }

    [Theory]
    [InlineData("rows.csv.gz")]
    [InlineData("rows.parquet")]
    public void Read_DamagedFile_Throws(string file)
    {
        ResultTables.Ablations.Write(_folder.File(file), SampleRows.Ablations.Array[50].Single(_ => true, SampleRows.Seed).DistinctBy(row => (row.Dataset, row.Ablation, row.State, row.Format, row.Prompts, row.Setting, row.Protocol)));
        File.WriteAllBytes(_folder.File(file), File.ReadAllBytes(_folder.File(file))[..^20]);
        FluentActions.Invoking(() => ResultsFolder.Read(_folder.Path)).Should().Throw<InvalidDataException>().WithMessage($"{_folder.File(file)}: *");
    }

    [Fact]
    public void Read_NoFolder_Throws() => FluentActions.Invoking(() => ResultsFolder.Read(_folder.File("none"))).Should().Throw<DirectoryNotFoundException>();
}
