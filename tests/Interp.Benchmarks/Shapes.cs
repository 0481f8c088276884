using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Products;
using Interp.Core.Transformer;
using Interp.Models;

namespace Interp.Benchmarks;

/// <summary>Random models of the shapes of known ones.</summary>
internal static class Shapes
{
    public const string Pythia410M = "Pythia-410M";
    public const string Gpt2Small = "GPT-2 small";
    public const string SmolLM2 = "SmolLM2-135M";

    private static readonly ImmutableArray<string> Words = [.. Enumerable.Range(0, 50_000).Select(i => $"{100_000 + i}")];

    private static readonly Dictionary<string, (TinyArchitecture Architecture, TinyOptions Options)> All = new()
    {
        [Pythia410M] = (TinyArchitecture.GptNeoX, TinyOptions.Default with { Layers = 24, DModel = 1024, Heads = 16, DMlp = 4096, ContextLength = 2048, Words = Words }),
        [Gpt2Small] = (TinyArchitecture.Gpt2, TinyOptions.Default with { Layers = 12, DModel = 768, Heads = 12, DMlp = 3072, ContextLength = 1024, Words = Words }),
        [SmolLM2] = (TinyArchitecture.Llama, TinyOptions.Default with { Layers = 30, DModel = 576, Heads = 9, KvHeads = 3, DMlp = 1536, ContextLength = 2048, Words = Words }),
    };

    public static IEnumerable<string> Names => All.Keys;

    /// <summary>The model, with measured routes.</summary>
    public static HookedTransformer Create(string name)
    {
        var model = TinyModel.Create(All[name].Architecture, All[name].Options);
        model.Routes = ProductRoutes.Measured();
        return model;
    }

    /// <summary>Random tokens.</summary>
    public static Batch Batch(HookedTransformer model, int rows, int tokens)
    {
        var random = new Core.Randomness.RandomStream(seed: 1);
        return Core.Batches.Batch.Of(Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, tokens).Select(_ => random.Below(model.Info.DVocab)).ToArray()));
    }
}
