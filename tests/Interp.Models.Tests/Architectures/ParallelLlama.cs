using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Models.Architectures;
using Interp.Models.Configs;

namespace Interp.Models.Tests.Architectures;

/// <summary>A Llama whose attention and MLP read the same stream, as GPT-NeoX's do, where its config says so.</summary>
internal static class ParallelLlama
{
    public static Architecture Architecture { get; } = new("parallel_llama", Recipe);

    public static HookedTransformer Load(string folder) =>
        Pretrained.Load(folder, new PretrainedOptions { Architectures = ArchitectureRegistry.Default.With(Architecture) });

    private static Recipe Recipe(ConfigReader json)
    {
        var heads = json.Int("num_attention_heads");
        var info = new TransformerInfo
        {
            Architecture = "parallel Llama",
            Layers = json.Int("num_hidden_layers"),
            DModel = json.Int("hidden_size"),
            Heads = heads,
            KvHeads = json.FindInt("num_key_value_heads") ?? heads,
            DHead = json.FindInt("head_dim") ?? json.Quotient("hidden_size", "num_attention_heads"),
            DMlp = json.Int("intermediate_size"),
            DVocab = json.Int("vocab_size"),
            ContextLength = json.Int("max_position_embeddings"),
        };
        var epsilon = json.Double("rms_norm_eps");
        var rope = RopeConfig.Read(json, RopeKeys.Usual, info.DHead, info.ContextLength);
        var activation = json.Choice("hidden_act", ActivationNames.HuggingFace, absent: Activation.Silu);
        var residual = json.FindBool("use_parallel_residual") ?? true ? Residual.Parallel : Residual.Sequential;
        json.Expect("attention_bias", false, "biases in attention");
        json.Expect("mlp_bias", false, "biases in the MLP");
        json.Expect("tie_word_embeddings", false, "that the unembedding is the embedding");
        json.Finish(IgnoredKeys.Common);
        return new Recipe(info, (reader, tokenizer) => Model(new Weights(reader, info, epsilon), rope, activation, residual, tokenizer));
    }

    private static HookedTransformer Model(Weights weights, RopeConfig rope, Activation activation, Residual residual, ITokenizer? tokenizer)
    {
        var (reader, info, _) = weights;
        var rotary = new Rotary(rope.InverseFrequencies, RotaryPairs.SplitHalves, reader.Dtype, reader.Device);
        var model = new HookedTransformer(
            info,
            new Embedding(reader.Read("model.embed_tokens.weight", info.DVocab, info.DModel), positions: null),
            reader.Blocks(info.Layers, layer => Block(weights, $"model.layers.{layer}", rotary, activation, residual)),
            weights.Norm("model.norm"),
            new Unembedding(reader.Read("lm_head.weight", info.DVocab, info.DModel), bias: null),
            tokenizer);
        reader.Finish(new(@"\.rotary_emb\.inv_freq$")); // a buffer of old checkpoints
        return model;
    }

    private static TransformerBlock Block(Weights weights, string block, Rotary rotary, Activation activation, Residual residual)
    {
        var info = weights.Info;
        return new TransformerBlock(
            weights.Norm($"{block}.input_layernorm"),
            new Attention(weights.Qkv($"{block}.self_attn"), rotary, weights.Linear($"{block}.self_attn.o_proj", info.DModel, info.Heads * info.DHead), scale: Math.Pow(info.DHead, -0.5)),
            weights.Norm($"{block}.post_attention_layernorm"),
            weights.Mlp($"{block}.mlp", activation),
            residual);
    }

    /// <summary>The parts, under the names they have in the checkpoint.</summary>
    private sealed record Weights(WeightReader Reader, TransformerInfo Info, double Epsilon)
    {
        public RmsNorm Norm(string name) => new(Reader.Read($"{name}.weight", Info.DModel), Epsilon);

        public Linear Linear(string name, int output, int input) => Reader.Linear(name, output, input, bias: false);

        public SeparateQkv Qkv(string name) => new(
            Linear($"{name}.q_proj", Info.Heads * Info.DHead, Info.DModel),
            Linear($"{name}.k_proj", Info.KvHeads * Info.DHead, Info.DModel),
            Linear($"{name}.v_proj", Info.KvHeads * Info.DHead, Info.DModel),
            Info.Heads, Info.KvHeads, Info.DHead);

        public GatedMlp Mlp(string name, Activation activation) => new(
            Linear($"{name}.gate_proj", Info.DMlp, Info.DModel), Linear($"{name}.up_proj", Info.DMlp, Info.DModel), activation,
            Linear($"{name}.down_proj", Info.DModel, Info.DMlp));
    }
}
