using System.Text;

namespace Interp.Datasets.Tests;

/// <summary>Each layout on a made-up row or two, with the turns that its real files take.</summary>
public sealed class LayoutTests
{
    [Theory]
    [InlineData("sst2", "train.tsv", "sentence\tlabel\na \"fine\" film \t1\n", "a \"fine\" film ", 1)]
    [InlineData("sst2", "train.jsonl", "{\"sentence\": \"a film \", \"label\": 0, \"idx\": 7}\n", "a film ", 0)]
    [InlineData("sst2", "sst2_validation.csv", "text,study_label,split\n\"a, film \",positive,x\n", "a, film ", 1)]
    [InlineData("sst2", "stsa.binary.train", "1 a film .\r\n", "a film .", 1)]
    [InlineData("sst2_ab", "train.csv", "sentence,label\na film,negative\n", "a film", 0)]
    [InlineData("agnews", "train.csv", "\"3\",\"A \"\"title\"\"\",\"a second\\team\"\n", "A \"title\" a second\\team", 2)]
    [InlineData("agnews", "train.csv", "Class Index,Title,Description\n4,Title,Text\n", "Title Text", 3)]
    [InlineData("agnews", "16.tsv", "text\tlabel\n\"say \"\"it\"\"\"\t2\n", "say \"it\"", 2)]
    [InlineData("trec", "train_5500.label", "LOC:city What is a sister@city ?\n", "What is a sister city ?", 4)]
    [InlineData("dbpedia", "train.csv", "14,\"A title\",\" A book .\"\n", " A book .", 13)]
    [InlineData("dbpedia", "few.tsv", "sentence\tlabel\r\n\" a\tb\"\t5\r\n", " a\tb", 5)]
    [InlineData("rte", "train.tsv", "index\tsentence1\tsentence2\tlabel\n4\tHe \"did\".\tHe did.\tnot_entailment\n", "He \"did\".|He did.", 1)]
    [InlineData("rte", "train.tsv", "sentence1\tsentence2\tlabel\tidx\n\"He \"\"did\"\".\"\tHe did.\t0\t4\n", "He \"did\".|He did.", 0)]
    [InlineData("rte", "train.jsonl", "{\"premise\": \"p\", \"hypothesis\": \"h\", \"label\": \"entailment\", \"idx\": 0}\n", "p|h", 0)]
    [InlineData("mrpc", "train.json", "{\"0\": {\"text_a\": \"a\", \"text_b\": \"b\", \"label\": \"1\"}}", "a|b", 1)]
    [InlineData("mrpc", "msr_paraphrase_train.txt", "\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\n0\t1\t2\t\"a b\tc\n", "\"a b|c", 0)]
    [InlineData("tweet_eval_hate", "train_text.txt", "hm \u200B… \n", "hm \u200B…", 1)]
    [InlineData("sick", "SICK.txt", "pair_ID\tsentence_A\tsentence_B\tentailment_label\tSemEval_set\r\n1\tx\ty\tNEUTRAL\tTEST\r\n2\ta\tb \tCONTRADICTION\tTRAIN\r\n", "a|b", 2)]
    [InlineData("sick", "SICK_train.txt", "pair_ID\tsentence_A\tsentence_B\trelatedness_score\tentailment_judgment\n1\ta\tb\t4.5\tENTAILMENT\n", "a|b", 0)]
    [InlineData("poem_sentiment", "train.tsv", "0\ta \"verse\t-1", "a \"verse", 0)]
    [InlineData("poem_sentiment", "train.tsv", "0\ta verse\t0\n", "a verse", 2)]
    [InlineData("poem_sentiment", "train.tsv", "0\ta verse\t2\n", "a verse", 3)]
    [InlineData("ethos", "Ethos_Dataset_Binary.csv", "comment;isHate\n\"a; b\";0.5", "a; b", 1)]
    [InlineData("ethos", "Ethos_Dataset_Binary.csv", "comment;isHate\na;0.3333333333333333\n", "a", 0)]
    [InlineData("medical_questions_pairs", "mqp.csv", "1, a? ,\"b, c?\",0\r\n", " a? |b, c?", 0)]
    [InlineData("unnatural", "unnatural.csv", "text,label\noak,plant/vegetable\n", "oak", 1)]
    public void Load_OneRow_GivesItsFieldsAndClass(string key, string name, string content, string fields, int @class)
    {
        using var folder = new TemporaryFolder();
        // '@' stands for TREC's one byte that is no UTF-8.
        var bytes = Encoding.UTF8.GetBytes(content);
        if (key == "trec")
            bytes.AsSpan().Replace((byte)'@', (byte)0xF0);
        var path = folder.Write(name, bytes);
        if (key == "tweet_eval_hate")
            folder.Write("train_labels.txt", "1\n");

        var row = BenchmarkRegistry.Paper.Get(key).Load(path).Examples.Rows.Should().ContainSingle().Subject;
        string.Join('|', row.Fields).Should().Be(fields);
        row.Class.Should().Be(@class);
    }

    [Fact]
    public void Load_PhraseBank_IsReadAsLatin1AndSplitAtTheLastSign()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("Sentences_AllAgree.txt", Encoding.Latin1.GetBytes("Sepp+ñl+ñ rose @ 5 % .@positive\r\n"));
        var row = BenchmarkRegistry.Paper.Get("financial_phrasebank").Load(path).Examples.Rows.Should().ContainSingle().Subject;
        (row.Fields[0], row.Class).Should().Be(("Sepp+ñl+ñ rose @ 5 % .", 2));
    }

    [Fact]
    public void Load_FolderWithSeveralLayouts_TakesTheTrainSplitFirst()
    {
        using var folder = new TemporaryFolder();
        folder.Write("csv/sst2_validation.csv", "text,study_label,split\nvalidation,positive,x\n");
        BenchmarkRegistry.Paper.Get("sst2").Load(folder.Path).Examples.Rows.Single().Fields[0].Should().Be("validation");
        folder.Write("train.tsv", "sentence\tlabel\ntrain\t1\n");
        BenchmarkRegistry.Paper.Get("sst2").Load(folder.Path).Examples.Rows.Single().Fields[0].Should().Be("train");
    }
}
