using System.Text.Json.Nodes;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Architectures;

/// <summary>
/// Windows as configs state them, against the same model without one whose scores are masked by hand. The references have
/// windows for Gemma alone.
/// </summary>
public sealed class WindowTests
{
    private static readonly int[] Prompt = [2, 7, 1, 30, 12, 9, 21, 4, 8, 17, 5, 40];

    [Theory]
    [InlineData("mistral", """{ "sliding_window": 4 }""", new[] { 4, 4, 4, 4 })]
    [InlineData("mistral", """{ "sliding_window": 1 }""", new[] { 1, 1, 1, 1 })]
    [InlineData("phi3", """{ "sliding_window": 5 }""", new[] { 5, 5, 5, 5 })]
    [InlineData("qwen2", """{ "sliding_window": 3, "use_sliding_window": true, "max_window_layers": 2 }""", new[] { 0, 0, 3, 3 })]
    [InlineData("qwen2", """{ "sliding_window": 3, "use_sliding_window": false, "max_window_layers": 2 }""", new[] { 0, 0, 0, 0 })]
    [InlineData("qwen3", """{ "sliding_window": 3, "use_sliding_window": true, "max_window_layers": 0 }""", new[] { 3, 3, 3, 3 })]
    [InlineData("qwen3", """{ "sliding_window": 3, "use_sliding_window": true, "layer_types": ["sliding_attention", "full_attention", "full_attention", "sliding_attention"] }""", new[] { 3, 0, 0, 3 })]
    [InlineData("smollm3", """{ "sliding_window": 4, "use_sliding_window": true }""", new[] { 0, 0, 0, 4 })]
    [InlineData("gemma2", """{ "sliding_window": 4, "layer_types": ["full_attention", "full_attention", "sliding_attention", "sliding_attention"] }""", new[] { 0, 0, 4, 4 })]
    public void Logits_WindowOfTheConfig_AreThoseOfScoresMaskedByHand(string name, string config, int[] windows)
    {
        using var scope = NewDisposeScope();
        using var whole = Load(name, """{ "sliding_window": 64 }""");
        using var windowed = Load(name, config);
        var batch = Batch.Of(Prompt, Prompt[..7]);
        var logits = windowed.Logits(batch);

        using (HookScope.Join(Enumerable.Range(0, 4).Where(layer => windows[layer] > 0).Select(layer => whole.Hook(HookPoint.AttnScores(layer), (scores, _) =>
            HookResult.Replace(scores.masked_fill(ones_like(scores).tril(-windows[layer]).to(ScalarType.Bool), double.NegativeInfinity))))))
            Reference.Difference(logits, whole.Logits(batch)).Should().BeLessThan(Reference.Tolerance);
        Reference.Difference(logits, whole.Logits(batch)).Should().Match(difference => windows.All(window => window == 0) ? difference == 0 : difference > 1e-2);
    }

    [Fact]
    public void Logits_LongPromptInANarrowWindow_AreThoseOfItsEnd()
    {
        // One block with a window of w sees w tokens, four of them 4 (w - 1) + 1.
        using var scope = NewDisposeScope();
        using var model = Load("mistral", """{ "sliding_window": 3, "max_position_embeddings": 4096 }""");
        int[] prompt = [.. Enumerable.Range(0, 3000).Select(i => 3 + i * 7 % 250)];

        var all = model.Logits(Batch.Of(prompt), Positions.Last)[0, 0];
        var everywhere = model.Logits(Batch.Of(prompt))[0, 2999];

        // Rotary positions count from the beginning, and only their differences matter: to float32 noise of their angles.
        Reference.Difference(all, model.Logits(Batch.Of(prompt[^9..]), Positions.Last)[0, 0]).Should().BeLessThan(5e-3);
        Reference.Difference(all, everywhere).Should().BeLessThan(Reference.Tolerance);
        Reference.Difference(all, model.Logits(Batch.Of(prompt[^8..]), Positions.Last)[0, 0]).Should().BeGreaterThan(2e-2, "the ninth token counts");
    }

    [Theory]
    [InlineData("qwen2", """{ "layer_types": ["sliding_attention"] }""", "*layer_types is a list of 1*each of the 4 blocks*")]
    [InlineData("qwen2", """{ "layer_types": ["sliding_attention", "full_attention", "full_attention", "full_attention"] }""", "*layer_types*no sliding_window is in force*")]
    [InlineData("qwen2", """{ "layer_types": ["chunked_attention", "full_attention", "full_attention", "full_attention"] }""", "*layer_types*'sliding_attention' or 'full_attention'*")]
    [InlineData("smollm3", """{ "no_rope_layers": [1, 1, 2, 0] }""", "*no_rope_layers is a list of 4*0 or 1*")]
    [InlineData("smollm3", """{ "no_rope_layers": [1, 1] }""", "*no_rope_layers is a list of 2*each of the 4 blocks*")]
    [InlineData("mistral", """{ "sliding_window": 0 }""", "*sliding_window is 0*positive*")]
    [InlineData("mistral", """{ "rms_norm_eps": -1 }""", "*rms_norm_eps is -1*")]
    [InlineData("phi", """{ "layer_norm_eps": -1 }""", "*layer_norm_eps is -1*")]
    [InlineData("gemma2", """{ "attn_logit_softcapping": -1 }""", "*attn_logit_softcapping is -1*positive*")]
    [InlineData("gemma2", """{ "query_pre_attn_scalar": null }""", "*query_pre_attn_scalar is null*positive*")]
    [InlineData("gemma3", """{ "layer_types": ["sliding_attention"] }""", "*layer_types*each of the 6 blocks*")]
    [InlineData("phi", """{ "rotary_dim": 4 }""", "*rotary_dim is 4*partial_rotary_factor*6*")]
    [InlineData("phi", """{ "qk_layernorm": true }""", "*qk_layernorm is true*norms of queries and keys*")]
    [InlineData("phi3", """{ "rope_scaling": { "type": "longrope", "short_factor": [1], "long_factor": [1] } }""", "*longrope*")]
    public void Load_ConfigThatCannotBe_NamesKeyFoundAndExpected(string name, string config, string message)
    {
        var load = () => Load(name, config);

        load.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    /// <summary>Both generations of Gemma 3's config say the same.</summary>
    [Fact]
    public void Load_RotaryPositionsByKindOfBlock_AreThoseOfTheOlderKeys()
    {
        using var scope = NewDisposeScope();
        using var older = Load("gemma3", "{}");
        using var newer = Load("gemma3", """
            {
              "rope_theta": null, "rope_local_base_freq": null,
              "rope_parameters": {
                "sliding_attention": { "rope_type": "default", "rope_theta": 10000.0 },
                "full_attention": { "rope_type": "default", "rope_theta": 1000000.0 }
              },
              "layer_types": ["sliding_attention", "sliding_attention", "full_attention", "sliding_attention", "sliding_attention", "full_attention"]
            }
            """);

        Reference.Difference(older.Logits(Batch.Of(Prompt)), newer.Logits(Batch.Of(Prompt))).Should().Be(0);
    }

    private static HookedTransformer Load(string name, string changes)
    {
        using var folder = ReferenceFolder.Of(Reference.File("more-models", name));
        folder.Configure(config =>
        {
            foreach (var (key, value) in JsonNode.Parse(changes)!.AsObject())
                config[key] = value?.DeepClone();
        });
        return Pretrained.Load(folder.Path);
    }
}
