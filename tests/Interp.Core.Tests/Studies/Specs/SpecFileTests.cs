using System.Text.Json.Nodes;
using Interp.Core.Prompts;
using Interp.Core.Studies.Specs;
using Json.Schema;

namespace Interp.Core.Tests.Studies.Specs;

public sealed class SpecFileTests
{
    private const string Least = """{ "models": [{ "name": "a" }], "datasets": [{ "name": "unnatural" }], "demonstrations": 4, "prompts": 10 }""";

    private const string Whole = """
        {
          "$schema": "study.schema.json",
          "models": [{ "name": "a", "source": "folder/a" }, { "name": "b" }],
          "datasets": [{ "name": "sst2", "path": "rows", "formats": [0, 3] }, { "name": "unnatural", "averaged": false }],
          "settings": ["permuted_incorrect_labels", "random_labels"],
          "demonstrations": 12, "prompts": 100, "seed": 18446744073709551615, "maximumTokens": 512, "resamples": 200,
          "measures": ["accuracy_gap", "heads"],
          "ablations": [
            { "name": "late", "component": "layers", "from": 0.57 },
            { "name": "ours", "component": "heads", "top": 5, "headsFrom": "unnatural" },
            { "name": "named", "component": "knockout", "heads": ["14.6"] }
          ],
          "controls": { "sets": 100, "match": "uniform" },
          "protocol": "corrected + KeepsMlpBias", "dtype": "bfloat16"
        }
        """;

    [Fact]
    public void Parse_LeastSpec_HasDefaults()
    {
        var spec = SpecFile.Parse(Least);
        spec.Settings.Should().Equal(Setting.Permuted);
        spec.Protocol.Should().Be(Protocol.Corrected);
        spec.Dtype.Should().Be(StudyDtype.Float32);
        spec.Measures.Should().Contain("accuracy_gap").And.NotContain("heads");
    }

    [Theory]
    [InlineData(Least)]
    [InlineData(Whole)]
    public void Write_AnySpec_ReadsBackAsItselfAndFitsTheSchema(string json)
    {
        var written = SpecFile.Write(SpecFile.Parse(json));
        SpecFile.Write(SpecFile.Parse(written)).Should().Be(written);
        var schema = JsonSchema.FromText(SpecFile.Schema().ToJsonString());
        schema.Evaluate(JsonNode.Parse(json)).IsValid.Should().BeTrue();
        schema.Evaluate(JsonNode.Parse(written)).IsValid.Should().BeTrue();
    }

    [Theory]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"promts\": 3", "$.promts: is no key here; known are *prompts*")]
    [InlineData(", \"prompts\": 10", "", "$.prompts: is missing; expected a whole number.")]
    [InlineData("\"prompts\": 10", "\"prompts\": \"ten\"", "$.prompts: found \"ten\"; expected a whole number.")]
    [InlineData("\"prompts\": 10", "\"prompts\": 1.5", "$.prompts: found 1.5; expected a whole number.*")]
    [InlineData("\"prompts\": 10", "\"prompts\": null", "$.prompts: found null; expected a whole number*")]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"prompts\": 11", "$.prompts: stands here twice; keep one.")]
    [InlineData("\"prompts\": 10", "\"prompts\": 1", "$.prompts: found 1; expected 4 to 65535.")]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"settings\": [\"permutted\"]", "$.settings[0]: found \"permutted\"; expected one of permuted_incorrect_labels, *random_labels*")]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"measures\": [\"heads\", \"gap\"]", "$.measures[1]: found \"gap\"; expected one of accuracy_gap, *")]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"dtype\": \"fp16\"", "$.dtype: found \"fp16\"; expected one of float32, bfloat16, float64.")]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"protocol\": \"Published\"", "$.protocol: found \"Published\"; expected a text. Protocol*Known: corrected, published*")]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"ablations\": [{ \"name\": \"x\", \"component\": \"head\" }]", "$.ablations[0].component: found \"head\"; expected one of attention, mlp, layers, heads, knockout.")]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"ablations\": [{ \"name\": \"x\", \"component\": \"mlp\", \"top\": 3 }]", "$.ablations[0]: an ablation of the component \"mlp\" says which by exactly one of from.")]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"ablations\": [{ \"name\": \"x\", \"component\": \"heads\", \"heads\": [\"14-6\"] }]", "$.ablations[0].heads[0]: found \"14-6\"; expected a head as text*")]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"ablations\": [{ \"name\": \"x\", \"component\": \"mlp\", \"from\": 1.5 }]", "$.ablations[0].from: found 1.5; expected a block (16)*")]
    [InlineData("\"prompts\": 10", "\"prompts\": 10, \"controls\": { \"sets\": 5 }", "$.controls: there is no ablation of heads*")]
    [InlineData("{ \"name\": \"a\" }", "{ \"name\": \"a\" }, { \"name\": \"a\" }", "$.models[1].name: a stands here twice*")]
    [InlineData("{ \"name\": \"a\" }", "{ \"name\": \"\" }", "$.models[0].name: is empty; expected a name.")]
    [InlineData("[{ \"name\": \"a\" }]", "\"a\"", "$.models: found \"a\"; expected a list, each an object with the keys name, source, lens.")]
    [InlineData("[{ \"name\": \"a\" }]", "[]", "$.models: found none; expected a model at least.")]
    public void Parse_Faults_AreNamedByPathWithWhatIsLegal(string part, string instead, string message) =>
        FluentActions.Invoking(() => SpecFile.Parse(Least.Replace(part, instead, StringComparison.Ordinal))).Should().Throw<InvalidDataException>().WithMessage(message);

    [Fact]
    public void Parse_SeveralFaults_AreAllTold() =>
        FluentActions.Invoking(() => SpecFile.Parse("""{ "models": 3, "demonstrations": "x" }""")).Should().Throw<InvalidDataException>()
            .Which.Message.Split('\n').Should().HaveCount(4);

    [Fact]
    public void Schema_OfSpecs_IsTheFileThatSamplesName()
    {
        var schema = SpecFile.Schema();
        schema["properties"]!["settings"]!["items"]!["enum"]!.AsArray().Select(name => name!.GetValue<string>()).Should().Contain("random_labels");
        var stored = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "samples/Overthinking/study.schema.json")));
        JsonNode.DeepEquals(stored, schema).Should().BeTrue("'study schema' writes it: dotnet run --project samples/Overthinking -- study schema");
    }

    [Fact]
    public void Read_EverySampleSpec_FitsTheSchema()
    {
        var schema = JsonSchema.FromText(SpecFile.Schema().ToJsonString());
        string[] specs = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples/Overthinking"), "*.study.json")];
        specs.Should().NotBeEmpty();
        foreach (var path in specs)
        {
            SpecFile.Read(path).Schema.Should().Be("study.schema.json");
            schema.Evaluate(JsonNode.Parse(File.ReadAllText(path))).IsValid.Should().BeTrue(path);
        }
    }

    [Fact]
    public void Read_NoFileOrNoJson_SaysWhich()
    {
        using var folder = new TemporaryFolder();
        FluentActions.Invoking(() => SpecFile.Read(folder.File("none.json"))).Should().Throw<FileNotFoundException>().WithMessage("*none.json: there is no such file*");
        FluentActions.Invoking(() => SpecFile.Read(folder.Write("bad.json", "{ \"models\": "))).Should().Throw<InvalidDataException>().WithMessage("*bad.json: this is no JSON*");
        FluentActions.Invoking(() => SpecFile.Read(folder.Write("bytes.json", [0x7B, 0xFF, 0xFE]))).Should().Throw<InvalidDataException>();
    }
}
