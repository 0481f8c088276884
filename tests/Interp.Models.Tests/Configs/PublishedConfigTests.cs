using System.Text.Json.Nodes;
using Interp.Models.Architectures;
using Interp.Models.Configs;
using Interp.Models.Tests.Parity;

namespace Interp.Models.Tests.Configs;

/// <summary>
/// Configs of real repositories: each is read, or refused for the reason that the table beside the copies states. The whole
/// collection lies in the shared folder; the copies are one of each kind.
/// </summary>
public sealed class PublishedConfigTests
{
    private const string Read = "read";

    public static TheoryData<string> Copies => [.. FoldersOf(Reference.File("configs"))];

    [Theory]
    [MemberData(nameof(Copies))]
    public void Read_CopiedConfig_IsWhatTheTableSays(string name) => Outcome(Reference.File("configs", name)).Should().Be(Table()[name]);

    [SkippableFact]
    public void Read_EveryPublishedConfig_IsWhatTheTableSays()
    {
        var folder = Path.Combine(Repository.SharedFolder ?? "", "reference", "configs");
        Skip.IfNot(Directory.Exists(folder), "The folder of shared reference files is not here.");

        var found = FoldersOf(folder).ToDictionary(name => name, name => Outcome(Path.Combine(folder, name)));

        found.Should().HaveCount(102).And.BeEquivalentTo(Table());
    }

    [SkippableFact]
    public void Read_EveryPublishedConfig_TakesTheNumbersThatItsJsonHas()
    {
        var folder = Path.Combine(Repository.SharedFolder ?? "", "reference", "configs");
        Skip.IfNot(Directory.Exists(folder), "The folder of shared reference files is not here.");

        foreach (var name in Table().Where(row => row.Value == Read).Select(row => row.Key))
        {
            var path = Path.Combine(folder, name, "config.json");
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            var config = ConfigReader.Open(path);
            var info = ArchitectureRegistry.Default.Of(config).Read(config).Info;

            new int?[] { info.Layers, info.DModel, info.Heads, info.DVocab }.Should().Equal(
                [Number("num_hidden_layers", "n_layer"), Number("hidden_size", "n_embd"), Number("num_attention_heads", "n_head"), Number("vocab_size")], name);
            info.ContextLength.Should().Be(Number("max_position_embeddings", "n_positions", "max_sequence_length"), name);
            info.DMlp.Should().Be(Number("intermediate_size", "n_inner") ?? 4 * info.DModel, name);

            int? Number(params string[] keys) => keys.Select(key => json[key]?.GetValue<int>()).FirstOrDefault(value => value is not null);
        }
    }

    /// <summary>"read", or the message from the key on, cut at the first word that is not about the file.</summary>
    private static string Outcome(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        try
        {
            var json = ConfigReader.Open(path);
            ArchitectureRegistry.Default.Of(json).Read(json);
            return Read;
        }
        catch (InvalidDataException e)
        {
            e.Message.Should().StartWith(path + ": ");
            return e.Message[(path.Length + 2)..].Split([", which this library does not read", ", expected one of", ": this reader does not know", "), so the weights"], StringSplitOptions.None)[0];
        }
    }

    private static Dictionary<string, string> Table() =>
        File.ReadLines(Reference.File("configs", "table.tsv")).Select(line => line.Split('\t')).ToDictionary(cells => cells[0], cells => cells[1]);

    private static IEnumerable<string> FoldersOf(string folder) => Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
