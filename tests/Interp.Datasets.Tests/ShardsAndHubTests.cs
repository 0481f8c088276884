using Interp.Datasets.Benchmarks;
using Parquet;
using Parquet.Schema;

namespace Interp.Datasets.Tests;

public sealed class ShardsAndHubTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Load_Shards_ReadsThemInOrder()
    {
        await WriteParquet("data/train-00001-of-00002.parquet", "third");
        await WriteParquet("data/train-00000-of-00002.parquet", "first", "second");
        Sst2.Load(_folder.Path).Examples.Rows.Select(row => row.Fields[0]).Should().Equal("first", "second", "third");
    }

    [Fact]
    public async Task Load_MissingShard_SaysSo()
    {
        await WriteParquet("train-00000-of-00003.parquet", "first");
        FluentActions.Invoking(() => Sst2.Load(_folder.Path)).Should().Throw<InvalidDataException>().WithMessage("*found 1 files*train-00000-of-00003.parquet where number 0 of 1 is expected*Fetch the missing ones*");
    }

    [Fact]
    public async Task Load_ShardsOfTwoSets_AreNotTakenForOne()
    {
        await WriteParquet("train-00000-of-00002.parquet", "first");
        await WriteParquet("train-00000-of-00003.parquet", "first of others");
        FluentActions.Invoking(() => Sst2.Load(_folder.Path)).Should().Throw<InvalidDataException>().WithMessage("*train-00000-of-00003.parquet where number 1 of 2 is expected*those of another set*");
    }

    [Fact]
    public async Task LoadFromHub_FilesOfTheRepository_AsksForThemByName()
    {
        var local = await WriteParquet("anything/train-00000-of-00001.parquet", "first");
        var asked = new List<string>();
        var dataset = Sst2.Benchmark.LoadFromHub((repository, file) =>
        {
            asked.Add($"{repository}: {file}");
            return file == "data/train-00000-of-00001.parquet" ? local : null;
        });

        dataset.Examples.Rows.Should().ContainSingle();
        asked[^1].Should().Be("stanfordnlp/sst2: data/train-00000-of-00001.parquet");
        asked.Should().OnlyContain(name => !name.Contains('*'));
    }

    [Fact]
    public void LoadFromHub_NoFiles_ListsThoseAskedFor() =>
        FluentActions.Invoking(() => Rte.Benchmark.LoadFromHub((_, _) => null)).Should().Throw<FileNotFoundException>()
            .WithMessage("nyu-mll/glue: no file of RTE; looked for rte/train-00000-of-00001.parquet*");

    [Fact]
    public void LoadFromHub_BenchmarkOfOurOwn_SaysWhereItIs() =>
        FluentActions.Invoking(() => Unnatural.Benchmark.LoadFromHub((_, _) => null)).Should().Throw<InvalidOperationException>().WithMessage("Unnatural is not on the hub*");

    [Fact]
    public async Task Load_EmptyParquetCell_NamesRowAndColumn()
    {
        var path = await WriteParquet("train.parquet", "first", null);
        FluentActions.Invoking(() => Sst2.Load(path)).Should().Throw<InvalidDataException>().WithMessage("*row 2 of its row group: column \"sentence\" is empty*");
    }

    private async Task<string> WriteParquet(string name, params string?[] sentences)
    {
        var sentence = new DataField<string>("sentence");
        var label = new DataField<long>("label");
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(sentence, label), stream))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(sentence, sentences);
            await group.WriteAsync<long>(label, new long[sentences.Length]);
        }

        return _folder.Write(name, stream.ToArray());
    }
}
