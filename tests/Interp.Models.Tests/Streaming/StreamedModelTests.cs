using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Models.Architectures;
using Interp.Models.Tests.Architectures;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Streaming;

/// <summary>A model whose blocks are read as they are needed gives, to the last bit, what it gives from memory.</summary>
public sealed class StreamedModelTests
{
    private static readonly int[] LabelTokens = [1, 2, 3];

    /// <summary>Every stored model in each of its dtypes and layouts, GGUF files, and models without files.</summary>
    public static TheoryData<string> Sources =>
    [
        .. Reference.Models.Select(Reference.Model),
        .. Directory.EnumerateFiles(Reference.Folder("gguf"), "*.gguf", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length < 100_000_000).Order(StringComparer.Ordinal),
        "tiny-gpt2", "tiny-gptj", "tiny-gptneox", "tiny-llama",
    ];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Sweep_SeveralWaves_IsTheModelInMemoryBitForBit(string source)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            using var resident = Load(source, WeightPlacement.InMemory, dtype);
            using var streamed = Load(source, WeightPlacement.Streamed, dtype);
            streamed.Blocks.IsStreamed.Should().BeTrue();
            streamed.Blocks.BytesAtOnce.Should().BeLessThan(resident.Blocks.BytesAtOnce + 1);
            streamed.Dtype.Should().Be(dtype);
            Everything(streamed).Should().Equal(Everything(resident), $"{source} in {dtype}");
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Logits_AndLoss_AreThoseInMemoryBitForBit(string source)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var resident = Load(source, WeightPlacement.InMemory);
        using var streamed = Load(source, WeightPlacement.Streamed);
        var batch = Batch.Of([1, 5, 2, 9, 4], [7, 3]);
        streamed.Logits(batch).Equals(resident.Logits(batch)).Should().BeTrue();
        streamed.Loss(batch).item<float>().Should().Be(resident.Loss(batch).item<float>());
        streamed.W_E().Equals(resident.W_E()).Should().BeTrue();
        streamed.W_U().Equals(resident.W_U()).Should().BeTrue();
    }

    [Fact]
    public void Load_ArchitectureOfOnesOwn_StreamsToo()
    {
        var options = new PretrainedOptions { Architectures = ArchitectureRegistry.Default.With(ParallelLlama.Architecture), WithTokenizer = false };
        using var folder = new ReferenceFolder("llama");
        folder.Configure(config => config["model_type"] = "parallel_llama");
        using var resident = Pretrained.Load(folder.Path, options);
        using var streamed = Pretrained.Load(folder.Path, options with { Weights = WeightPlacement.Streamed });
        Everything(streamed).Should().Equal(Everything(resident));
    }

    [Fact]
    public void Load_Streamed_ReadsOuterWeightsAloneUntilABlockIsNeeded()
    {
        using var model = Load(Reference.Copy("neox"), WeightPlacement.Streamed);
        var plan = StreamingPlan.Of(model, [new MarkedTokens([1, 2, 3])]);
        plan.BytesToRead.Should().Be(model.Blocks.BytesAtOnce / 2 * model.Blocks.Count / 2, "blocks are stored in float16, two are there in float32");
        model.OuterWeights.Where(weight => weight.Name is "embed.tokens" or "unembed.weight").Should().OnlyContain(weight => weight.Tensor.dtype == ScalarType.Float16, "they stay as they are stored");
    }

    private static HookedTransformer Load(string source, WeightPlacement placement, ScalarType dtype = ScalarType.Float32) =>
        Pretrained.Load(source, new PretrainedOptions { Weights = placement, Dtype = dtype, WithTokenizer = false });

    private static float[] Everything(HookedTransformer model)
    {
        var random = new RandomStream(7);
        Prompt[] set = [.. Enumerable.Range(0, 6).Select(i => Shot(random, model.Info.DVocab, 8 + i))];
        var at = Positions.LastPreLabel;
        var last = model.Info.Layers - 1;
        using var ablated = AblationScope.Apply(model, Ablation.OfHeads([new HeadId(0, 1)], at));
        var lens = new LensReader(LabelTokens, new LensOptions { FullVocabulary = true });
        var replay = new ReplayReader([Ablation.None, Ablation.OfMlps([last], at), Ablation.OfHeads([new HeadId(last, 0)], at)], LabelTokens);
        Sweep.Run(model, set, [lens, replay], new SweepOptions { BatchTokens = 25, WaveTokens = 60, StreamBytes = 500 });
        return [.. Numbers(lens.Scores), .. replay.Scores.SelectMany(Numbers)];
    }

    /// <summary>Two demonstrations in random tokens.</summary>
    private static Prompt Shot(RandomStream random, int words, int tokens) => new()
    {
        Text = "",
        Tokens = [.. Enumerable.Range(0, tokens).Select(_ => random.Below(words))],
        PreLabel = [2, 5],
        LabelSpans = [new TokenSpan(3, 4), new TokenSpan(6, 7)],
        Classes = [0, 1],
        Shown = [1, 2],
    };

    private static IEnumerable<float> Numbers(LabelScores scores) =>
        Enumerable.Range(0, scores.Prompts).SelectMany(prompt => scores.States.SelectMany(state => scores.Demonstrations.SelectMany(demonstration => (float[])
        [
            .. scores.Logits(prompt, state, demonstration),
            scores.HasVocabulary ? scores.LargestOtherLogit(prompt, state, demonstration) : 0,
        ])));
}
