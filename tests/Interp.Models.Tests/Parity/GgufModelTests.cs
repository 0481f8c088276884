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
}
