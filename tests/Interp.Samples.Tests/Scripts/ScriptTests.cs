namespace Interp.Samples.Tests.Scripts;

/// <summary>The file-based apps of samples/scripts: compiled as they are, and run.</summary>
[Collection(nameof(Console))]
public sealed class ScriptTests
{
    private const string Directives = "#:project ../../src/Interp.Models\n#:project ../../src/Interp.Datasets\n#:property RunsTorch=true\n";

    public static TheoryData<string, string> Scripts => new()
    {
        { "tap", "batch pos d_model: 1 10 96" },
        { "patch", "5 " },
        { "paths", "mlp 0 -> value 3.0 at all" },
        { "ablate", " none " },
        { "lens", "animal 1.00" },
        { "heads", "." },
        { "benchmark", "saw: fruit." },
        { "resume", "stopped\nDone, prompts there when it went on: 100\n" },
        { "zero", " fruit " },
        { "bfloat16", "BFloat16, largest logit " },
        { "cache", "12 activations, " },
        { "tuned-lens", "state 5: logit lens " },
        { "jacobian-lens", "state 6:  fruit" },
        { "attribution", "12 of 31 nodes carry 0." },
        { "steer", "dose 16: gap 0." },
        { "probe", "Truth at state 6: 1.00" },
        { "trace", "6  label  0.00, pre-label  0.00, last pre-label  0." },
        { "patchscope", "state 6 into 0:  sport 1.00" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_Run_Prints(string name, string printed) => Script.Run(Text(name)).Should().Contain(printed);

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_OfOneConcept_IsShort(string name, string printed)
    {
        var text = Text(name);
        text.Should().StartWith(Directives, "the same projects in each, so that the one that is run by its command speaks for all");
        text.Split('\n').Count(line => line.Length > 0 && !line.StartsWith('#') && !line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("//", StringComparison.Ordinal))
            .Should().BeLessThanOrEqualTo(10, printed);
    }

    [Fact]
    public void Scripts_OfTheFolder_AreAllHere() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "samples", "scripts"), "*.cs").Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo([.. Scripts.Select(row => (string)row[0]), "hub"]);

    /// <summary>By its command, from a hub that has the built-in model under another name, into a cache of its own.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void Hub_RunByItsCommand_PrintsTheNextWordOfADownloadedModel()
    {
        Script_OfOneConcept_IsShort("hub", "as the others");
        using var hub = new FakeHub();
        using var cache = new TemporaryFolder();
        foreach (var file in new[] { "config.json", "tokenizer.json", "model.safetensors" })
            hub.With(file, File.ReadAllBytes(Path.Combine(Repository.Root, "src", "Interp.Models", "overthinker", file)));
        Processes.Run(
            "dotnet", ["run", "-c", "Release", "hub.cs", FakeHub.Id, "apple: animal. tennis: plant. kiwi:"], Path.Combine(Repository.Root, "samples", "scripts"),
            ("HF_ENDPOINT", hub.Endpoint.ToString()), ("HF_HOME", cache.Path)).Should().EndWith("6 blocks, next: animal\n");
        hub.Requests.Should().NotBeEmpty();
    }

    private static string Text(string name) => Repository.Read($"samples/scripts/{name}.cs");
}
