using System.Text.Json.Nodes;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

/// <summary>
/// Stored results of Hugging Face transformers. INTERP_REFERENCE names another folder: every folder in it, whatever it is
/// called, that holds a model with what is expected of it is tested. Parts that it lacks are taken from the copies beside the tests.
/// </summary>
internal static class Reference
{
    private static readonly string Copies = Path.Combine(AppContext.BaseDirectory, "References");

    /// <summary>The one tolerance, for all architectures: logits have a scale of about 10 to 20.</summary>
    public const double Tolerance = 5e-5;

    /// <summary>The scale of the logits that the tolerance is for.</summary>
    private const double Scale = 10;

    /// <summary>
    /// The same share of an activation's own scale, where that is larger: of one that reaches 115 the reference's own
    /// float32 run is 5.9e-5 from a float64 one, ours 3.4e-5 (OLMo 2, inside its last MLP).
    /// </summary>
    public static double ToleranceAt(Tensor stored) => Tolerance * Math.Max(1, stored.abs().max().to(ScalarType.Float64).item<double>() / Scale);

    /// <summary>All models with expected activations, logits and ablations, by their paths in the references.</summary>
    public static IEnumerable<string> Models => ModelsIn(Root) is { Length: > 0 } models ? models : ModelsIn(Copies);

    /// <summary>A part of the references: gguf, metrics, tokenizers.</summary>
    public static string Folder(string part) => Directory.Exists(Path.Combine(Root, part)) ? Path.Combine(Root, part) : Path.Combine(Copies, part);

    /// <summary>One of the copies beside the tests.</summary>
    public static string File(params string[] parts) => Path.Combine([Copies, .. parts]);

    /// <summary>The copy of a model that a test knows by name.</summary>
    public static string Copy(string model) => File("models", model);

    /// <summary>The folder of one of <see cref="Models"/>, by its path there or by the last part of it.</summary>
    public static string Model(string name) => new[] { Root, Copies }.SelectMany(root => ModelsIn(root)
        .Where(model => model == name || model.EndsWith("/" + name, StringComparison.Ordinal)).Select(model => Path.Combine(root, model))).First();

    /// <summary>Names of the prompts that a file of expected values holds.</summary>
    public static IReadOnlyList<string> Prompts(Checkpoint expected) =>
        [.. expected.Entries.Keys.Where(key => key.EndsWith(".ids", StringComparison.Ordinal)).Select(key => key[..^".ids".Length]).Order(StringComparer.Ordinal)];

    public static JsonNode Config(string model) => JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Model(model), "config.json")))!;

    public static Checkpoint Expected(string model) => ExpectedIn(Model(model));

    /// <summary>The expected values in a model's folder.</summary>
    public static Checkpoint ExpectedIn(string folder) => SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));

    public static int[] Ids(Checkpoint expected, string name)
    {
        using var ids = expected.Read(name);
        return [.. ids.data<long>().ToArray().Select(id => (int)id)];
    }

    /// <summary>Largest absolute difference, both as float64.</summary>
    public static double Difference(Tensor actual, Tensor expected)
    {
        actual.shape.Should().Equal(expected.shape);
        using var scope = NewDisposeScope();
        return (actual.to(float64) - expected.to(float64)).abs().max().item<double>();
    }

    private static string Root => Environment.GetEnvironmentVariable("INTERP_REFERENCE") is { Length: > 0 } root ? root : Copies;

    private static string[] ModelsIn(string root) =>
    [
        .. Directory.EnumerateFiles(root, "cases.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 })
            .Select(file => Path.GetDirectoryName(file)!)
            .Where(folder => System.IO.File.Exists(Path.Combine(folder, "config.json")) && System.IO.File.Exists(Path.Combine(folder, "expected.safetensors")))
            .Select(folder => Path.GetRelativePath(root, folder).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];
}
