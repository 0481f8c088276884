using System.Diagnostics;
using System.Text;
using Interp.Core.Randomness;
using Interp.Datasets.Benchmarks;
using Parquet;
using Parquet.Schema;

namespace Interp.Datasets.Tests;

/// <summary>Files with random damage are read or refused; nothing else happens.</summary>
public sealed class HostileFileTests : IDisposable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Load_DamagedParquet_IsReadOrRefused()
    {
        var sentence = new DataField<string>("sentence");
        var label = new DataField<long>("label");
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(sentence, label), stream))
        {
            using var group = writer.CreateRowGroup();
            string?[] texts = [.. Enumerable.Range(0, 50).Select(index => $"text {index}")];
            await group.WriteAsync(sentence, texts);
            await group.WriteAsync<long>(label, Enumerable.Range(0, 50).Select(index => (long)(index % 2)).ToArray());
        }

        Check("train.parquet", stream.ToArray());
    }

    [Theory]
    [InlineData("train.jsonl", "{\"sentence\": \"a \\u00e9 b\", \"label\": 1}\n{\"sentence\": \"c\", \"label\": 0}\n")]
    [InlineData("train.csv", "sentence,label\n\"a, \"\"b\"\" c\",1\nd,0\n")]
    [InlineData("train.tsv", "sentence\tlabel\na é “b”\t1\nd\t0\n")]
    [InlineData("stsa.binary.train", "1 a b\n0 c d\n")]
    public void Load_DamagedText_IsReadOrRefused(string name, string content) => Check(name, Encoding.UTF8.GetBytes(content));

    private void Check(string name, byte[] whole)
    {
        var random = new RandomStream(seed: 17);
        var clock = Stopwatch.StartNew();
        var refused = 0;
        while (clock.Elapsed < Budget)
        {
            var damaged = whole[..(random.Below(4) == 0 ? random.Below(whole.Length) : whole.Length)];
            for (var changes = random.Below(4); changes >= 0 && damaged.Length > 0; changes--)
                damaged[random.Below(damaged.Length)] = (byte)random.Below(256);

            var path = _folder.Write(name, damaged);
            try
            {
                Sst2.Load(path).Examples.Rows.Should().OnlyContain(row => row.Class == 0 || row.Class == 1);
            }
            catch (InvalidDataException e)
            {
                e.Message.Should().StartWith(path);
                refused++;
            }
        }

        refused.Should().BeGreaterThan(0);
    }
}
