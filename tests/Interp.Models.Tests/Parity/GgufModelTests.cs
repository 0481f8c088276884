using Interp.Core.Batches;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

public sealed class GgufModelTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Reference.Folder("gguf"), "*.gguf").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Logits_WholeFile_AreTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(Path.Combine(Reference.Folder("gguf"), $"{name}.expected.safetensors"));
        // The token tables of these files are made up.
        using var model = Pretrained.Load(Path.Combine(Reference.Folder("gguf"), $"{name}.gguf"), PretrainedOptions.Default with { WithTokenizer = false });
        var logits = model.Logits(Batch.Of(Reference.Ids(expected, "ids")))[0];
        Reference.Difference(logits, expected.Read("logits")).Should().BeLessThan(Reference.Tolerance);
    }

    [Theory]
    [InlineData("mistral", "llama")]
    [InlineData("qwen2", "qwen2")]
    [InlineData("qwen3", "qwen3")]
    [InlineData("smollm3", "smollm3")]
    [InlineData("olmo2", "olmo2")]
    [InlineData("phi3", "phi3")]
    [InlineData("phi", "phi2")]
    [InlineData("gemma2", "gemma2")]
    [InlineData("gemma3", "gemma3")]
    public void Logits_LaterArchitectureConverted_AreThoseOfItsFolder(string name, string architecture)
    {
        using var scope = NewDisposeScope();
        using var folder = ReferenceFolder.Of(Reference.File("more-models", name));
        // Files do not say which blocks have a window; llama.cpp knows that it is all but every sixth.
        folder.Configure(config => config.Remove("sliding_window_pattern"));
        using var original = Pretrained.Load(folder.Path);
        using var converted = Pretrained.Load(Written(folder, architecture), new PretrainedOptions { WithTokenizer = false });
        using var expected = Reference.ExpectedIn(Reference.File("more-models", name));

        foreach (var prompt in Reference.Prompts(expected))
        {
            var batch = Batch.Of(Reference.Ids(expected, $"{prompt}.ids"));
            Reference.Difference(converted.Logits(batch), original.Logits(batch)).Should().BeLessThan(Reference.Tolerance, prompt);
        }
    }

    [Fact]
    public void Logits_GptNeoXConverted_AreTheReferenceOfItsFolder()
    {
        const string Name = "neox";
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var expected = Reference.ExpectedIn(Reference.Copy(Name));
        string path;
        using (var checkpoint = Checkpoint.Open(Reference.Copy(Name)))
            path = folder.Write("neox.gguf", GptNeoXGguf.Convert(checkpoint, NeoXSizes.Read(Reference.Copy(Name))));

        using var model = Pretrained.Load(path, new PretrainedOptions { WithTokenizer = false });

        foreach (var prompt in Reference.Prompts(expected))
        {
            var logits = model.Logits(Batch.Of(Reference.Ids(expected, $"{prompt}.ids")))[0];
            Reference.Difference(logits, expected.Read($"{prompt}.logits")).Should().BeLessThan(Reference.Tolerance, prompt);
        }
    }

    private static string Written(ReferenceFolder folder, string architecture)
    {
        var path = folder.File("model.gguf");
        File.WriteAllBytes(path, LlamaGgufConversion.Convert(folder.Path, architecture));
        return path;
    }
}
