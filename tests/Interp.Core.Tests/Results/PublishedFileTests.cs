using System.IO.Compression;
using CsCheck;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Tests.Results;

/// <summary>The paper's files are of one model each and do not say which, nor that they were published.</summary>
public sealed class PublishedFileTests : IDisposable
{
    private const string Header = "setting,dataset,format,prompts,layer,position,calibrated_accuracy,upper95,permuted_score";
    private const string Line = "permuted_incorrect_labels,sst2,0,false,3,7,0.25,0.375,0.75";
    private static readonly string OwnHeader = string.Join(',', ResultTables.Measurements.Columns);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Measurements_TakesTheModelFromTheName()
    {
        File.WriteAllText(_folder.File("gpt_j.csv"), $"{Header}\n{Line}\n");
        var row = ResultTables.Measurements.Read(_folder.File("gpt_j.csv")).Should().ContainSingle().Which;
        row.Should().BeEquivalentTo(new { Model = "gpt_j", Protocol = Protocol.Published, State = 3, Demonstration = 7, Count = (int?)null, Seed = (ulong?)null });
        row.Accuracy.Lower.Should().Be(0.125, "the authors' files have the upper bound only");
    }

    [SkippableTheory]
    [InlineData("gpt_j.csv.gz", "gpt_j", 357_280)]
    [InlineData("gpt2_xl.csv.gz", "gpt2_xl", 305_760)]
    [InlineData("pythia_410M.csv.gz", "pythia_410M", 96_000)]
    public void Read_AllOfTheAuthorsMeasurements_AreOfTheModel(string file, string model, int count) =>
        ResultTables.Measurements.Read(Repository.Shared("paper-results", file)).Should().HaveCount(count).And.OnlyContain(row => row.Model == model && row.Protocol == Protocol.Published);

    [SkippableFact]
    public void Read_AllOfTheAuthorsOtherFiles_AreOfTheModel()
    {
        ResultTables.Ablations.Read(Repository.Shared("paper-results/gpt_j.ablations.csv.gz")).Should().HaveCount(10_904).And.OnlyContain(row => row.Model == "gpt_j" && row.Format == 0);
        ResultTables.Attention.Read(Repository.Shared("paper-results/gpt_j.attention.unnatural.csv.gz")).Should().HaveCount(2 * 28 * 16)
            .And.OnlyContain(row => row.Model == "gpt_j" && row.Dataset == "unnatural" && row.Setting == Setting.Permuted && row.Format == 0);
    }

    [Theory]
    [InlineData(" ,corrected," + Line + ",,,,,,,", "line 2: column model: found \" \", expected text")]
    [InlineData("tiny,correct," + Line + ",,,,,,,", "line 2: column protocol:")]
    [InlineData("tiny,corrected," + Line + ",-1,,,,,,", "line 2: column n: found \"-1\", expected a whole number from 0")]
    [InlineData("tiny,corrected," + Line + ",1,,Infinity,,,,", "line 2: column high: found \"Infinity\", expected a number")]
    [InlineData("tiny,corrected," + Line + ",1,,,,,,18446744073709551616", "line 2: column seed: found \"18446744073709551616\", expected a whole number from 0")]
    [InlineData(Line, "line 2: found 9 columns, expected 18")]
    public void Read_DamagedOwnFile_SaysWhereAndWhat(string line, string message) => Refused($"{OwnHeader}\n{line}\n", message);

    [Theory]
    [InlineData("", "line 1: found \"\", expected the header")]
    [InlineData("layer,position\n1,2\n", "line 1: found \"layer,position\", expected the header")]
    [InlineData(Header + "\n" + Line + ",1\n", "line 2: found 10 columns, expected 9")]
    [InlineData(Header + "\n" + Line + "\nupside_down,sst2,0,false,3,7,0,0,0\n", "line 3: column setting: found \"upside_down\", expected a setting's name")]
    [InlineData(Header + "\nrandom_labels,sst2,0,False,3,7,0,0,0\n", "line 2: column prompts: found \"False\", expected correct or false")]
    [InlineData(Header + "\nrandom_labels,sst2,0,false,-3,7,0,0,0\n", "line 2: column layer: found \"-3\", expected a whole number")]
    [InlineData(Header + "\nrandom_labels,sst2,0,false,3,7,nan,0,0\n", "line 2: column calibrated_accuracy: found \"nan\", expected a number")]
    [InlineData(Header + "\nrandom_labels,sst2,0,false,3,7,,0,0\n", "line 2: column calibrated_accuracy: found \"\", expected a number")]
    [InlineData(Header + "\nrandom_labels,sst2,0,false,3,7,0,\"0,0,0\n", "rows.csv")]
    public void Read_DamagedFileOfThePaper_SaysWhereAndWhat(string text, string message) => Refused(text, message);

    [Fact]
    public void Read_AttentionOfANameWithoutDataset_Throws()
    {
        File.WriteAllText(_folder.File("gpt_j.csv"), string.Join(',', ResultTables.Attention.PublishedColumns) + "\n");
        FluentActions.Invoking(() => ResultTables.Attention.Read(_folder.File("gpt_j.csv"))).Should().Throw<InvalidDataException>().WithMessage("*gpt_j.csv: *expected MODEL.attention.DATASET.csv.gz*");
    }

    [Fact]
    public void Read_BytesThatAreNoText_Throws() => Refused([.. System.Text.Encoding.UTF8.GetBytes(Header + "\n"), 0xFF, 0xFE], "damaged, or no CSV");

    [Fact]
    public void Read_HeaderOfAGzipOnly_Throws() => Refused([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x55], "damaged, or no CSV");

    /// <summary>Half of a last number would pass for a number.</summary>
    [Fact]
    public void Read_TextCutWithinItsLastNumber_Throws() => Refused($"{Header}\n{Line[..^1]}", "the last line has no end");

    /// <summary>Fewer rows than were written would be a wrong number that nobody sees.</summary>
    [Fact]
    public void Read_GzipCutAnywhere_Throws()
    {
        var rows = SampleRows.Measurements.Array[8].Single(_ => true, SampleRows.Seed);
        ResultTables.Measurements.Write(_folder.File("rows.csv.gz"), rows);
        var bytes = File.ReadAllBytes(_folder.File("rows.csv.gz"));
        for (var length = 2; length < bytes.Length; length++)
            Refused(bytes[..length], "rows.csv");
    }

    [Fact]
    public void Read_GzipWithOneByteChanged_GivesTheRowsOrThrows()
    {
        var rows = SampleRows.Measurements.Array[8].Single(_ => true, SampleRows.Seed);
        ResultTables.Measurements.Write(_folder.File("rows.csv.gz"), rows);
        var bytes = File.ReadAllBytes(_folder.File("rows.csv.gz"));
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            ReadOrRefused(bytes, rows);
            bytes[i] ^= 0x10;
        }
    }

    [Fact]
    public void Read_ParquetWithOneByteChanged_IsReadOrRefused()
    {
        var rows = SampleRows.Measurements.Array[8].Single(_ => true, SampleRows.Seed);
        ResultTables.Measurements.Write(_folder.File("rows.parquet"), rows);
        var bytes = File.ReadAllBytes(_folder.File("rows.parquet"));
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            ReadOrRefused(bytes, null);
            bytes[i] ^= 0x10;
            if (i % 16 == 0)
                ReadOrRefused(bytes[..i], null);
        }
    }

    [Fact]
    public void Read_EndlessCell_Throws() => Refused(new string('x', 100_000), "damaged, or no CSV");

    /// <summary>A small archive of a line that would fill the memory.</summary>
    [Fact]
    public void Read_EndlessLineOfEmptyCells_Throws()
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < 100; i++)
                zip.Write(Enumerable.Repeat((byte)',', 1 << 20).ToArray());
        }

        Refused(bytes.ToArray(), "a line of more than 65536 bytes");
    }

    private void ReadOrRefused(byte[] bytes, Measurement[]? expected)
    {
        File.WriteAllBytes(_folder.File("changed"), bytes);
        try
        {
            var rows = ResultTables.Measurements.Read(_folder.File("changed"));
            if (expected is not null)
                rows.Should().Equal(expected);
        }
        catch (InvalidDataException e)
        {
            e.Message.Should().StartWith(_folder.File("changed"));
        }
    }

    private void Refused(string text, string message) => Refused(System.Text.Encoding.UTF8.GetBytes(text), message);

    private void Refused(byte[] bytes, string message)
    {
        File.WriteAllBytes(_folder.File("rows.csv"), bytes);
        var read = () => ResultTables.Measurements.Read(_folder.File("rows.csv"));
        read.Should().Throw<InvalidDataException>().Which.Message.Should().StartWith(_folder.File("rows.csv")).And.Contain(message);
    }
}
