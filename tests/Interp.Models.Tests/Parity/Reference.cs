using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

/// <summary>
/// Stored results of Hugging Face transformers. INTERP_REFERENCE names another folder of the same layout; else the copies
/// beside the tests are used.
/// </summary>
internal static class Reference
{
    public static string Root =>
        Environment.GetEnvironmentVariable("INTERP_REFERENCE") is { Length: > 0 } folder ? folder : Path.Combine(AppContext.BaseDirectory, "References");

    /// <summary>The one tolerance, for all architectures: logits have a scale of about 10 to 20.</summary>
    public const double Tolerance = 5e-5;

    public static IEnumerable<string> Models =>
        Directory.EnumerateDirectories(Path.Combine(Root, "models")).Where(folder => File.Exists(Path.Combine(folder, "expected.safetensors"))).Select(folder => Path.GetFileName(folder)).Order();

    public static string Model(string name) => Path.Combine(Root, "models", name);

    public static Checkpoint Expected(string model) => SafetensorsFile.Open(Path.Combine(Model(model), "expected.safetensors"));

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
}
