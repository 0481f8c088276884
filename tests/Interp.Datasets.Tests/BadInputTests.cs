using System.Text;
using Interp.Datasets.Benchmarks;

namespace Interp.Datasets.Tests;

/// <summary>Files that are not what they should be: the message names the file, the line, what was found and what was expected.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sst2", "train.tsv", "sentence\tlabel\nfine film\t1\nbad film\t2\n", "*train.tsv: line 3: found label \"2\", expected one of 0, 1*")]
    [InlineData("sst2", "train.tsv", "sentence\tlabel\nfine film\n", "*train.tsv: line 2: found 1 columns, expected 2*")]
    [InlineData("sst2", "train.tsv", "text\tclass\nfine film\t1\n", "*train.tsv: not a known layout of SST-2 (GLUE TSV: no column \"sentence\" among text, class)*Data: https*")]
    [InlineData("sst2", "train.tsv", "sentence\tlabel\tlabel\nfine film\t1\t0\n", "*train.tsv: not a known layout of SST-2 (GLUE TSV: more than one column \"label\")*")]
    [InlineData("sst2", "train.jsonl", "{\"sentence\": \"a\", \"label\": 1}\n{\"sentence\": \"b\", \"label\": 1, \"label\": 0}\n", "*train.jsonl: line 2: found no JSON*label*")]
    [InlineData("mrpc", "train.json", "{\"0\": {\"text_a\": \"a\", \"text_b\": \"b\", \"label\": \"1\"}, \"0\": {}}", "*train.json: found no JSON*")]
    [InlineData("sst2", "train.tsv", "sentence\tlabel\n", "*train.tsv: no rows*")]
    [InlineData("sst2", "train.tsv", "", "*train.tsv: the file is empty; expected a header*")]
    [InlineData("sst2", "train.doc", "x", "*train.doc: not a known layout of SST-2 (its name ends in none of .parquet*")]
    [InlineData("sst2", "train.parquet", "not parquet at all", "*train.parquet: not a Parquet file*Download it again*")]
    [InlineData("sst2", "train.parquet", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "*train.parquet: this is a Git LFS pointer*git lfs pull*")]
    [InlineData("sst2", "train.jsonl", "{\"sentence\": \"a\", \"label\": 1}\n{\"sentence\": \"b\"}\n", "*train.jsonl: line 2: key \"label\" is missing; found sentence*")]
    [InlineData("sst2", "train.jsonl", "{\"sentence\": \"a\", \"label\": 1}\n{\"sentence\"\n", "*train.jsonl: line 2: found no JSON*")]
    [InlineData("sst2", "train.jsonl", "{\"sentence\": \"a\", \"label\": 1}\n{\"sentence\": null, \"label\": 1}\n", "*train.jsonl: line 2: key \"sentence\": found Null, expected text or a number*")]
    [InlineData("sst2", "train.jsonl", "{\"sentence\": \"\\ud800\", \"label\": 1}\n", "*train.jsonl: line 1: key \"sentence\": the text has half of a surrogate pair*")]
    [InlineData("sst2", "train.jsonl", "[1]\n", "*train.jsonl: line 1: found Array, expected an object*")]
    [InlineData("sst2", "train.csv", "sentence,label\n\"a \"b\" c\",1\n", "*train.csv: line 2: quote marks*expected RFC 4180 quotes*")]
    [InlineData("trec", "train_5500.label", "HUM:ind Who ?\nXYZ:ind What ?\n", "*train_5500.label: line 2: found label \"XYZ:ind\", expected one of ABBR, ENTY, DESC, HUM, LOC, NUM, then ':'*")]
    [InlineData("trec", "train_5500.label", "HUM:ind Who ?\nWhat?\n", "*train_5500.label: line 2: found no ' ' between label and text in \"What?\"*")]
    [InlineData("agnews", "train.csv", "\"3\",\"a\",\"b\"\n\"5\",\"a\",\"b\"\n", "*train.csv: line 2: found label \"5\", expected one of 1, 2, 3, 4*")]
    [InlineData("ethos", "Ethos_Dataset_Binary.csv", "comment;isHate\na;0.5\nb;much\n", "*line 3: found label \"much\", expected a number from 0 to 1*")]
    [InlineData("mrpc", "train.json", "{\"0\": {\"text_a\": \"a\", \"label\": \"1\"}}", "*train.json: row \"0\": key \"text_b\" is missing; found text_a, label*")]
    [InlineData("financial_phrasebank", "Sentences_AllAgree.txt", "Sales rose .@positive\r\nSales fell .@bad\r\n", "*line 2: found label \"bad\", expected one of negative, neutral, positive*")]
    public void Load_BadFile_SaysWhatIsWrong(string key, string name, string content, string message)
    {
        var path = _folder.Write(name, content);
        FluentActions.Invoking(() => BenchmarkRegistry.Paper.Get(key).Load(path)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Load_BytesThatAreNotUtf8_NamesTheLine()
    {
        var path = _folder.Write("train.tsv", [.. "sentence\tlabel\ngood\t1\nna"u8, 0xEF, 0x76, .. "e\t0\n"u8]);
        FluentActions.Invoking(() => Sst2.Load(path)).Should().Throw<InvalidDataException>().WithMessage("*train.tsv: line 3: byte 0xEF is not UTF-8*Convert the file*");
    }

    [Fact]
    public void Load_Utf16_IsRefused()
    {
        var path = _folder.Write("train.tsv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("sentence\tlabel\na\t1\n")]);
        FluentActions.Invoking(() => Sst2.Load(path)).Should().Throw<InvalidDataException>().WithMessage("*UTF-16*Save the file as UTF-8*");
    }

    [Fact]
    public void Load_UnequalLines_NamesBothFiles()
    {
        var path = _folder.Write("train_text.txt", "a\nb\n");
        _folder.Write("train_labels.txt", "0\n");
        FluentActions.Invoking(() => TweetEvalHate.Load(path)).Should().Throw<InvalidDataException>().WithMessage("*train_text.txt: 2 lines, but *train_labels.txt has 1*");
    }

    [Fact]
    public void Load_TextsWithoutLabels_NamesTheMissingFile()
    {
        var path = _folder.Write("train_text.txt", "a\n");
        FluentActions.Invoking(() => TweetEvalHate.Load(path)).Should().Throw<FileNotFoundException>().WithMessage("*train_labels.txt: the labels of *train_text.txt are missing*");
    }

    [Fact]
    public void Load_FileOfLabels_SaysToNameTheTexts()
    {
        var path = _folder.Write("train_labels.txt", "0\n");
        FluentActions.Invoking(() => TweetEvalHate.Load(path)).Should().Throw<InvalidDataException>().WithMessage("*file of texts has \"_text\" in its name*");
    }

    [Fact]
    public void Load_EmptyFolder_ListsTheNamesLookedFor() =>
        FluentActions.Invoking(() => Trec.Load(_folder.Path)).Should().Throw<FileNotFoundException>()
            .WithMessage("*no file of TREC here; looked, here and in the usual subfolders, for *train.parquet*train_5500.label*Data: train_5500.label of https*");

    [Fact]
    public void Load_NothingThere_Throws() =>
        FluentActions.Invoking(() => Trec.Load(Path.Combine(_folder.Path, "none"))).Should().Throw<FileNotFoundException>().WithMessage("*no such file or folder*");

    [Fact]
    public void Load_BlankTweet_KeepsItsLabel()
    {
        _folder.Write("train_text.txt", "one \n \nthree\r\n");
        _folder.Write("train_labels.txt", "0\n1\n0\n");
        var rows = TweetEvalHate.Load(_folder.Path).Examples.Rows;
        rows.Select(row => (row.Fields[0], row.Class)).Should().Equal(("one", 0), ("", 1), ("three", 0));
    }

    [Fact]
    public void Load_ByteOrderMark_IsNotPartOfTheHeader()
    {
        var path = _folder.Write("train.tsv", [0xEF, 0xBB, 0xBF, .. "Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n1\t2\t3\tHe said \"no\n\t"u8.ToArray()[..^2], .. " .\tNo .\n"u8]);
        Mrpc.Load(path).Examples.Rows.Should().ContainSingle().Which.Fields.Should().Equal("He said \"no .", "No .");
    }
}
