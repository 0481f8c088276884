using System.Globalization;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Models;
using Interp.Models.Architectures;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;
using static TorchSharp.torch;

namespace Interp.Benchmarks.Streaming;

/// <summary>
/// A GPT-NeoX of random float16 weights in a folder. All blocks have the numbers of one, which is stored once and read again
/// for each, as from links: what is read, converted and computed is what the whole model takes, and the disk holds little.
/// </summary>
/// <param name="Layers">Blocks.</param>
/// <param name="DModel">Width of the stream.</param>
/// <param name="Heads">Heads.</param>
/// <param name="DVocab">Rows of embedding and unembedding.</param>
internal sealed record RandomNeoX(int Layers, int DModel, int Heads, int DVocab)
{
    private const string Block = "gpt_neox.layers.0";
    private const int Context = 2048;

    /// <summary>Numbers of all blocks and tables.</summary>
    public long Weights => Layers * 12L * DModel * DModel + 2L * DVocab * DModel;

    public void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), string.Create(CultureInfo.InvariantCulture,
            $$"""{"model_type": "random_neox", "layers": {{Layers}}, "width": {{DModel}}, "heads": {{Heads}}, "words": {{DVocab}}}"""));
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), Shapes().ToDictionary(
            weight => weight.Name,
            weight => weight.Shape.Length == 1
                ? (weight.Name.EndsWith("norm.weight", StringComparison.Ordinal) ? ones(weight.Shape, float16) : zeros(weight.Shape, float16))
                : empty(weight.Shape, float32).normal_(0, 0.5 / Math.Sqrt(weight.Shape[1]), generator).to(float16)));
    }

    public static HookedTransformer Load(string folder, WeightPlacement placement) => Pretrained.Load(folder, new PretrainedOptions
    {
        Architectures = ArchitectureRegistry.Default.With(new Architecture("random_neox", Recipe)),
        Weights = placement,
        WithTokenizer = false,
    });

    private IEnumerable<(string Name, long[] Shape)> Shapes() =>
    [
        ("gpt_neox.embed_in.weight", [DVocab, DModel]), ("embed_out.weight", [DVocab, DModel]),
        .. Norm("gpt_neox.final_layer_norm"), .. Norm($"{Block}.input_layernorm"), .. Norm($"{Block}.post_attention_layernorm"),
        .. Map($"{Block}.attention.query_key_value", 3 * DModel, DModel), .. Map($"{Block}.attention.dense", DModel, DModel),
        .. Map($"{Block}.mlp.dense_h_to_4h", 4 * DModel, DModel), .. Map($"{Block}.mlp.dense_4h_to_h", DModel, 4 * DModel),
    ];

    private IEnumerable<(string Name, long[] Shape)> Norm(string name) => [($"{name}.weight", [DModel]), ($"{name}.bias", [DModel])];

    private static IEnumerable<(string Name, long[] Shape)> Map(string name, long output, long input) => [($"{name}.weight", [output, input]), ($"{name}.bias", [output])];

    private static Recipe Recipe(ConfigReader json)
    {
        var model = new RandomNeoX(json.Int("layers"), json.Int("width"), json.Int("heads"), json.Int("words"));
        json.Finish(IgnoredKeys.Common);
        var info = new TransformerInfo
        {
            Architecture = "random GPT-NeoX",
            Layers = model.Layers,
            DModel = model.DModel,
            Heads = model.Heads,
            KvHeads = model.Heads,
            DHead = model.DModel / model.Heads,
            DMlp = 4 * model.DModel,
            DVocab = model.DVocab,
            ContextLength = Context,
        };
        return new Recipe(info, (reader, tokenizer) => Build(info, reader, tokenizer));
    }

    private static HookedTransformer Build(TransformerInfo info, WeightReader reader, ITokenizer? tokenizer)
    {
        var turning = info.DHead / 4;
        var rotary = new Rotary(Enumerable.Range(0, turning / 2).Select(i => (float)Math.Pow(10_000, -2.0 * i / turning)), RotaryPairs.SplitHalves, reader.Dtype, reader.Device);
        var (tokens, unembedding) = reader.Vocabulary("gpt_neox.embed_in.weight", ["embed_out.weight"], tied: false, info.DVocab, info.DModel);
        var model = new HookedTransformer(
            info,
            new Embedding(tokens, positions: null),
            reader.Blocks(info.Layers, _ => new TransformerBlock(
                Norm($"{Block}.input_layernorm"),
                new Attention(
                    new FusedQkv(Linear($"{Block}.attention.query_key_value", 3 * info.DModel, info.DModel), QkvLayout.PerHead, info.Heads, info.DHead),
                    rotary, Linear($"{Block}.attention.dense", info.DModel, info.DModel), Math.Pow(info.DHead, -0.5)),
                Norm($"{Block}.post_attention_layernorm"),
                new PlainMlp(Linear($"{Block}.mlp.dense_h_to_4h", info.DMlp, info.DModel), Activation.Gelu, Linear($"{Block}.mlp.dense_4h_to_h", info.DModel, info.DMlp)),
                Residual.Parallel)),
            Norm("gpt_neox.final_layer_norm"),
            new Unembedding(unembedding, bias: null),
            tokenizer);
        reader.Finish();
        return model;

        LayerNorm Norm(string name) => reader.LayerNorm(name, info.DModel, 1e-5);
        Linear Linear(string name, int output, int input) => reader.Linear(name, output, input, bias: true);
    }
}
