using System.Collections.Immutable;
using System.Text.Json;
using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers;

namespace Interp.Models.Tests.Tokenizers.Reading;

public class GgufTests
{
    [Fact]
    public void FromGguf_ByteLevelTables_GivesReferenceIds()
    {
        var tokenizer = PretrainedTokenizer.FromGguf(SmolLm());

        tokenizer.BeginningOfSequence.Should().BeNull();
        var expected = TokenizerReference.Expected("smollm");
        TokenizerReference.Texts.Where((text, i) => !tokenizer.Encode(text).Ids.SequenceEqual(expected[i])).Should().BeEmpty();
    }

    [Fact]
    public void FromGguf_SentencePieceScores_GivesReferenceIds()
    {
        var tokenizer = PretrainedTokenizer.FromGguf(Llama());

        tokenizer.BeginningOfSequence.Should().Be(1);
        var expected = TokenizerReference.Expected("llama");
        TokenizerReference.Texts.Where((text, i) => !tokenizer.Encode(text).Ids.Prepend(1).SequenceEqual(expected[i])).Should().BeEmpty();
    }

    [Fact]
    public void FromGguf_TwoTokensOfOneScore_MergesTheLeftmost()
    {
        var tables = Letters(["ab", "ba", "aa", "bb"], [-1, -1, -2, -3]);
        var tokenizer = PretrainedTokenizer.FromGguf(tables);

        tokenizer.Encode("aba").Ids.Should().Equal(tables.Tokens.IndexOf("ab"), tables.Tokens.IndexOf("a"));
        tokenizer.Encode("bab").Ids.Should().Equal(tables.Tokens.IndexOf("ba"), tables.Tokens.IndexOf("b"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1000)]
    public void FromGguf_PlaceholderScoresAndMerges_TheMergesDecide(float placeholder)
    {
        var tokenizer = PretrainedTokenizer.FromGguf(Flat(Llama(), placeholder) with { Merges = LlamaMerges() });

        var expected = TokenizerReference.Expected("llama");
        TokenizerReference.Texts.Where((text, i) => !tokenizer.Encode(text).Ids.Prepend(1).SequenceEqual(expected[i])).Should().BeEmpty();
        tokenizer.Encode(" Hello").Ids.Should().Equal(28705, 22557);
    }

    [SkippableTheory]
    [InlineData("flat1000_merges.gguf", true)]
    [InlineData("flat1000.gguf", false)]
    public void FromGguf_FileOfAConverter_IsReadByItsMergesOrRefused(string name, bool reads)
    {
        string path = Path.Combine(Repository.SharedFolder ?? "", "reference", "faults", "gguf-flat-scores", name);
        Skip.IfNot(File.Exists(path), "The folder of shared reference files is not here.");
        using var file = GgufFile.Open(path);

        var read = () => PretrainedTokenizer.FromGguf(file.ReadTokenizer());

        if (reads)
            read().Encode(" Hello").Ids.Should().Equal(28705, 22557);
        else
            read.Should().Throw<InvalidDataException>().WithMessage("*tokenizer.ggml.scores*placeholders*");
    }

    [Fact]
    public void FromGguf_ScoresAndMergesThatAgree_GivesReferenceIds()
    {
        var tables = Llama();
        var scores = tables.Tokens.Zip(tables.Scores).ToDictionary(token => token.First, token => token.Second);
        var merges = LlamaMerges().OrderByDescending(merge => scores[merge.Replace(" ", "", StringComparison.Ordinal)]);
        var tokenizer = PretrainedTokenizer.FromGguf(tables with { Merges = [.. merges.Take(50)] });

        var expected = TokenizerReference.Expected("llama");
        TokenizerReference.Texts.Where((text, i) => !tokenizer.Encode(text).Ids.Prepend(1).SequenceEqual(expected[i])).Should().BeEmpty();
    }

    [Fact]
    public void FromGguf_NoSpacePrefix_LeavesTheTextAsItIs()
    {
        var tokenizer = PretrainedTokenizer.FromGguf(Llama() with { AddSpacePrefix = false });

        var tokens = tokenizer.Encode("Hello world");

        tokenizer.Decode(tokens.Ids).Should().Be("Hello world");
        tokens.Ids.Should().NotEqual(PretrainedTokenizer.FromGguf(Llama()).Encode("Hello world").Ids);
    }

    [SkippableFact]
    public void FromGguf_SmolLm2File_GivesReferenceIdsOfPrompts()
    {
        string? shared = Repository.SharedFolder;
        Skip.If(shared is null, "The folder of shared reference files is not here.");
        string model = Path.Combine(shared!, "models", "SmolLM2-135M-Instruct.Q4_1.gguf");
        Skip.IfNot(File.Exists(model), "The model file is not here.");

        using var file = GgufFile.Open(model);
        var tokenizer = PretrainedTokenizer.FromGguf(file.ReadTokenizer());

        var prompts = Directory.GetFiles(Path.Combine(shared!, "reference", "smollm2"), "*.prompts.jsonl").SelectMany(File.ReadLines).ToList();
        prompts.Should().HaveCount(240);
        foreach (string line in prompts)
        {
            using var prompt = JsonDocument.Parse(line);
            var ids = prompt.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32());
            tokenizer.Encode(prompt.RootElement.GetProperty("text").GetString()!).Ids.Should().Equal(ids);
        }
        TokenizerCheck.Fit(tokenizer, model, 49152, model).Should().BeSameAs(tokenizer);
    }

    public static TheoryData<GgufTokenizerTables, string> Refused => new()
    {
        { SmolLm() with { Model = "bert" }, "tokenizer.ggml.model: 'bert'" },
        { SmolLm() with { PreTokenizer = "tekken" }, "tokenizer.ggml.pre: 'tekken'" },
        { SmolLm() with { PreTokenizer = null }, "tokenizer.ggml.pre is missing" },
        { SmolLm() with { TokenTypes = [GgufTokenType.Normal] }, "token_type: has 1 entries for 49152 tokens" },
        { SmolLm() with { BeginningOfSequence = 50000 }, "bos_token_id: 50000" },
        { SmolLm() with { AddBeginningOfSequence = true, BeginningOfSequence = null }, "bos_token_id: is missing" },
        { SmolLm() with { Merges = ["a"] }, "merge 0: expected two tokens" },
        { SmolLm() with { Tokens = SmolLm().Tokens.SetItem(5, "the") }, "token 'the' occurs twice" },
        { SmolLm() with { Tokens = ["a", "b"], TokenTypes = [] }, "byte 0x0A" },
        { Llama() with { Scores = [] }, "scores: is missing" },
        { Flat(Llama(), -1000), "scores: are placeholders, all equal" },
        { Flat(Llama(), -1000) with { Scores = Flat(Llama(), -1000).Scores.SetItem(300, -5) }, "scores: are placeholders, all equal" },
        { Llama() with { Merges = [.. LlamaMerges().Reverse()] }, "merges: merge" },
        { Llama() with { AddEndOfSequence = true }, "add_eos_token: true is not implemented" },
        { SmolLm() with { AddEndOfSequence = true }, "add_eos_token: true is not implemented" },
        { SmolLm() with { Merges = [] }, "not one merge" },
        { Llama() with { Scores = Llama().Scores.SetItem(300, float.NaN) }, "has score NaN" },
        { Llama() with { Tokens = Llama().Tokens.SetItem(300, new string('a', 2000)) }, "token 300 has 2000 characters" },
        { Llama() with { Tokens = Llama().Tokens.SetItem(300, "a\uE000") }, "has the character '\uE000', which is no token" },
        { Llama() with { Tokens = Llama().Tokens.SetItem(50, "x50") }, "byte token '<0x2F>'" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void FromGguf_DamagedTables_AreRefusedByName(GgufTokenizerTables vocabulary, string message)
    {
        var build = () => PretrainedTokenizer.FromGguf(vocabulary);

        build.Should().Throw<InvalidDataException>().Which.Message.Should().StartWith("tables: ").And.Contain(message);
    }

    [Fact]
    public void FromGguf_TableNeverSet_Throws()
    {
        var build = () => PretrainedTokenizer.FromGguf(SmolLm() with { Merges = default });

        build.Should().Throw<ArgumentException>().WithParameterName("tables");
    }

    [Theory]
    [InlineData("gpt-2", "Year 2026", false)]
    [InlineData("llama-bpe", "Year 2026", true)]
    public void FromGguf_PreTokenizerName_DecidesHowNumbersAreCut(string pre, string text, bool beginning)
    {
        var tokenizer = PretrainedTokenizer.FromGguf(SmolLm() with { PreTokenizer = pre });

        tokenizer.Decode(tokenizer.Encode(text).Ids).Should().Be(text);
        tokenizer.BeginningOfSequence.HasValue.Should().Be(beginning);
    }

    private static GgufTokenizerTables SmolLm()
    {
        using var file = JsonDocument.Parse(TokenizerReference.ReadText("smollm.tokenizer.json"));
        var tokens = Tokens(file);
        return new GgufTokenizerTables
        {
            Source = "tables",
            Model = "gpt2",
            PreTokenizer = "smollm",
            Tokens = tokens,
            TokenTypes = [.. tokens.Select((_, id) => id < 17 ? GgufTokenType.Control : GgufTokenType.Normal)],
            Merges = [.. file.RootElement.GetProperty("model").GetProperty("merges").EnumerateArray()
                .Select(pair => $"{pair[0].GetString()} {pair[1].GetString()}")],
            BeginningOfSequence = 1,
        };
    }

    /// <summary>Tables whose scores order merges as the reference file does: by id, runs of spaces after all others.</summary>
    private static GgufTokenizerTables Llama()
    {
        using var file = JsonDocument.Parse(TokenizerReference.ReadText("llama.tokenizer.json"));
        var tokens = Tokens(file);
        return new GgufTokenizerTables
        {
            Source = "tables",
            Model = "llama",
            Tokens = tokens,
            TokenTypes = [.. tokens.Select((_, id) => id switch
            {
                0 => GgufTokenType.Unknown,
                1 or 2 => GgufTokenType.Control,
                < 259 => GgufTokenType.Byte,
                _ => GgufTokenType.Normal,
            })],
            Scores = [.. tokens.Select((token, id) => id < 259 ? 0f : token.All(c => c == '▁') ? -1e6f - id : 259f - id)],
            BeginningOfSequence = 1,
        };
    }

    private static GgufTokenizerTables Flat(GgufTokenizerTables tables, float score) =>
        tables with { Scores = [.. tables.Tokens.Select(_ => score)] };

    private static ImmutableArray<string> LlamaMerges()
    {
        using var file = JsonDocument.Parse(TokenizerReference.ReadText("llama.tokenizer.json"));
        return [.. file.RootElement.GetProperty("model").GetProperty("merges").EnumerateArray()
            .Select(merge => merge.ValueKind == JsonValueKind.String ? merge.GetString()! : $"{merge[0].GetString()} {merge[1].GetString()}")];
    }

    /// <summary>The letters a and b, and tokens made of them.</summary>
    private static GgufTokenizerTables Letters(string[] merged, float[] scores)
    {
        string[] tokens = [.. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), "a", "b", "▁", .. merged];
        return Llama() with
        {
            Tokens = [.. tokens],
            TokenTypes = [.. tokens.Select((_, id) => id < 256 ? GgufTokenType.Byte : GgufTokenType.Normal)],
            Scores = [.. new float[tokens.Length - scores.Length], .. scores],
            AddSpacePrefix = false,
        };
    }

    private static ImmutableArray<string> Tokens(JsonDocument file) =>
        [.. file.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject().OrderBy(token => token.Value.GetInt32()).Select(token => token.Name)];
}
