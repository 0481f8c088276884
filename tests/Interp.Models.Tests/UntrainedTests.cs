using Interp.Core.Batches;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests;

public sealed class UntrainedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What is made here and written under the names asked for is what <see cref="Pretrained.Load"/> reads.</summary>
    [Theory]
    [InlineData("gpt2")]
    [InlineData("gptj")]
    [InlineData("neox-sequential")]
    [InlineData("llama-gqa")]
    public void Create_WeightsWritten_LoadAsTheSameModel(string reference)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "References", "models", reference, "config.json"), _folder.File("config.json"));
        using var scope = NewDisposeScope();
        var weights = new Dictionary<string, Tensor>();
        using var model = Untrained.Create(_folder.Path, (name, shape) => weights[name] = (rand([.. shape]) - 0.5).DetachFromDisposeScope());
        SafetensorsWriter.Write(_folder.File("model.safetensors"), weights);
        using var loaded = Pretrained.Load(_folder.Path);

        var batch = Batch.Of([1, 2, 3, 4]);
        loaded.Logits(batch).Equals(model.Logits(batch)).Should().BeTrue();
        foreach (var weight in weights.Values)
            weight.zero_();
        model.Weights.Should().OnlyContain(weight => weight.Tensor.count_nonzero(null).item<long>() == 0, "the model holds these tensors, or views of them: what moves them moves it");
    }

    [Fact]
    public void Create_WeightOfAnotherShape_IsRefused()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "References", "models", "gpt2", "config.json"), _folder.File("config.json"));
        FluentActions.Invoking(() => Untrained.Create(_folder.Path, (_, _) => zeros(3))).Should().Throw<ArgumentException>().WithMessage("Weight * was asked for as *and is [3]*");
    }
}
