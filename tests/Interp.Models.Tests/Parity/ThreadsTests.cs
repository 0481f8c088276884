using Interp.Core.Batches;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

/// <summary>A real model on several threads, as outside the tests: with no other test beside it, for their number is the process's.</summary>
[Collection(nameof(ThreadsTests))]
[Trait("Category", "Long")]
public sealed class ThreadsTests(SmolLm2 smol) : IClassFixture<SmolLm2>, IDisposable
{
    private readonly int _before = get_num_threads();

    public void Dispose() => set_num_threads(_before);

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(3)]
    public void Logits_SeveralThreads_AreTheReference(int threads)
    {
        SmolLm2.SkipIfAbsent();
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(SmolLm2.Reference("sst2.safetensors"));
        var prompts = SmolLm2.Prompts("sst2").Take(2).Select(line => line.Prompt).ToArray();
        var logits = smol.Model.Logits(Batch.Of(prompts, [0, 1]), Positions.Last); // [batch, 1, d_vocab]
        get_num_threads().Should().Be(threads);
        for (var i = 0; i < prompts.Length; i++)
            Reference.Difference(logits[i, 0], expected.Read($"prompt{i}.last_logits")).Should().BeLessThan(SmolLm2Tests.Tolerance, $"prompt {i}");
    }
}

/// <summary>Runs after all else.</summary>
[CollectionDefinition(nameof(ThreadsTests), DisableParallelization = true)]
public sealed class ThreadsCollection;
