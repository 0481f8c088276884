using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using Interp.Core.Tokens;
using Interp.Models.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

/// <summary>Tokenizer files of real models, the texts, and the ids that the Rust implementation gives them.</summary>
internal static class TokenizerReference
{
    public static readonly string[] Families = ["gpt2", "neox", "llama", "smollm"];

    private static readonly ConcurrentDictionary<string, Lazy<ITokenizer>> _tokenizers = new();

    public static string[] Texts { get; } = ReadJson<string[]>("texts.json");

    public static int[][] Expected(string family) => ReadJson<int[][]>($"{family}.expected.json");

    public static ITokenizer Tokenizer(string family) =>
        _tokenizers.GetOrAdd(family, name => new Lazy<ITokenizer>(() => Load(name))).Value;

    public static string ReadText(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    public static void Extract(string name, string path)
    {
        using var from = Open(name);
        using var to = File.Create(path);
        from.CopyTo(to);
    }

    private static ITokenizer Load(string family)
    {
        using var folder = new TemporaryFolder();
        Extract($"{family}.tokenizer.json", folder.File("tokenizer.json"));
        return PretrainedTokenizer.FromFolder(folder.Path);
    }

    private static T ReadJson<T>(string name)
    {
        using var stream = Open(name);
        return JsonSerializer.Deserialize<T>(stream)!;
    }

    private static GZipStream Open(string name) => new(
        File.OpenRead(Path.Combine(AppContext.BaseDirectory, "References", "tokenizers", name + ".gz")),
        CompressionMode.Decompress);
}
