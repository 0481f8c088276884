using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using Interp.Core.Tokens;
using Interp.Models.Tests.Parity;
using Interp.Models.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

/// <summary>Tokenizer files of real models, the texts, and the ids that the Rust implementation gives them.</summary>
internal static class TokenizerReference
{
    private const string FileEnding = ".tokenizer.json";

    private static readonly string Copies = Reference.File("tokenizers");

    public static readonly string[] Families = ["gpt2", "neox", "llama", "smollm"];

    private static readonly ConcurrentDictionary<string, Lazy<ITokenizer>> _tokenizers = new();

    public static string[] Texts { get; } = ReadJson<string[]>(Copies, "texts.json");

    /// <summary>The families of the references, which may lie in another folder than the copies.</summary>
    public static IEnumerable<string> ReferenceFamilies =>
        Directory.EnumerateFiles(Reference.Folder("tokenizers")).Select(path => Path.GetFileName(path).Replace(".gz", "", StringComparison.Ordinal))
            .Where(name => name.EndsWith(FileEnding, StringComparison.Ordinal)).Select(name => name[..^FileEnding.Length]).Order(StringComparer.Ordinal);

    public static string[] ReferenceTexts => ReadJson<string[]>(Reference.Folder("tokenizers"), "texts.json");

    public static int[][] ReferenceIds(string family) => ReadJson<int[][]>(Reference.Folder("tokenizers"), $"{family}.expected.json");

    public static ITokenizer ReferenceTokenizer(string family) => Load(Reference.Folder("tokenizers"), family);

    public static int[][] Expected(string family) => ReadJson<int[][]>(Copies, $"{family}.expected.json");

    public static ITokenizer Tokenizer(string family) =>
        _tokenizers.GetOrAdd(family, name => new Lazy<ITokenizer>(() => Load(Copies, name))).Value;

    public static string ReadText(string name)
    {
        using var reader = new StreamReader(Open(Copies, name));
        return reader.ReadToEnd();
    }

    public static void Extract(string name, string path) => Extract(Copies, name, path);

    private static void Extract(string folder, string name, string path)
    {
        using var from = Open(folder, name);
        using var to = File.Create(path);
        from.CopyTo(to);
    }

    private static ITokenizer Load(string source, string family)
    {
        using var folder = new TemporaryFolder();
        Extract(source, $"{family}{FileEnding}", folder.File("tokenizer.json"));
        var config = $"{family}.tokenizer_config.json";
        if (File.Exists(Path.Combine(source, config)) || File.Exists(Path.Combine(source, config + ".gz")))
            Extract(source, config, folder.File("tokenizer_config.json"));
        return PretrainedTokenizer.FromFolder(folder.Path);
    }

    private static T ReadJson<T>(string folder, string name)
    {
        using var stream = Open(folder, name);
        return JsonSerializer.Deserialize<T>(stream)!;
    }

    /// <summary>A file as it is, or its compressed copy.</summary>
    private static Stream Open(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? File.OpenRead(path) : new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
    }
}
