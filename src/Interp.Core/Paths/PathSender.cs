using System.Collections.Immutable;
using Interp.Core.Hooks;
using Interp.Core.Transformer;

namespace Interp.Core.Paths;

/// <summary>What adds to the stream at the beginning of a path. A value: "head 2.1", "attention 2", "mlp 2", "embedding".</summary>
public readonly record struct PathSender
{
    private const string HeadWord = "head";
    private const string AttentionWord = "attention";
    private const string MlpWord = "mlp";
    private const string EmbeddingWord = "embedding";

    private PathSender(SenderKind kind, int? layer = null, int? headIndex = null)
    {
        if (layer < 0 || headIndex < 0)
            throw new ArgumentOutOfRangeException(nameof(layer), $"{layer}.{headIndex}", "Blocks and heads are counted from 0.");
        (Kind, Layer, HeadIndex) = (kind, layer, headIndex);
    }

    /// <summary>What it is.</summary>
    public SenderKind Kind { get; }

    /// <summary>Its block; null for the embedding.</summary>
    public int? Layer { get; }

    /// <summary>Its head in the block; null for what is no head.</summary>
    public int? HeadIndex { get; }

    /// <summary>The stream that enters the first block.</summary>
    public static PathSender Embedding => default;

    /// <summary>A head: its slice of z through its rows of the output projection, without the projection's bias.</summary>
    /// <remarks>
    /// Where a norm stands behind attention (Gemma, OLMo 2), gained and divided by the scale that the norm has on the whole
    /// output in the same run: so a block's heads add up to its attention in each run.
    /// </remarks>
    /// <param name="head">Which.</param>
    public static PathSender Head(HeadId head) => new(SenderKind.Head, head.Layer, head.Head);

    /// <inheritdoc cref="Head(HeadId)"/>
    /// <param name="layer">The block.</param>
    /// <param name="head">The head in it.</param>
    public static PathSender Head(int layer, int head) => new(SenderKind.Head, layer, head);

    /// <summary>A block's attention: what it adds to the stream, its bias included.</summary>
    /// <param name="layer">The block.</param>
    public static PathSender Attention(int layer) => new(SenderKind.Attention, layer);

    /// <summary>An MLP: what it adds to the stream, its bias included.</summary>
    /// <param name="layer">The block.</param>
    public static PathSender Mlp(int layer) => new(SenderKind.Mlp, layer);

    /// <summary>The embedding, every head and every MLP whose output a receiver reads, first to last: what together feeds it, but for biases.</summary>
    /// <param name="model">The model.</param>
    /// <param name="receiver">The receiver.</param>
    /// <exception cref="ArgumentOutOfRangeException">A block or head that the model does not have.</exception>
    public static ImmutableArray<PathSender> Before(HookedTransformer model, PathReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(model);
        receiver.Require(model);
        return [.. AllOf(model.Info).Where(sender => sender.Kind != SenderKind.Attention && PathOrder.Reaches(model, sender, receiver))];
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">"head 2.1", "attention 2", "mlp 2" or "embedding".</param>
    /// <exception cref="FormatException">Another form.</exception>
    public static PathSender Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(' ') switch
        {
            [EmbeddingWord] => Embedding,
            [HeadWord, var head] => Head(HeadId.Parse(head)),
            [AttentionWord, var layer] when PathText.Number(layer) is { } at => Attention(at),
            [MlpWord, var layer] when PathText.Number(layer) is { } at => Mlp(at),
            _ => throw new FormatException($"'{text}' is no sender; expected '{HeadWord} 2.1', '{AttentionWord} 2', '{MlpWord} 2' or '{EmbeddingWord}'."),
        };
    }

    /// <summary>"head 2.1", "attention 2", "mlp 2", "embedding"</summary>
    public override string ToString() => Kind switch
    {
        SenderKind.Embedding => EmbeddingWord,
        SenderKind.Head => $"{HeadWord} {new HeadId(Layer!.Value, HeadIndex!.Value)}",
        SenderKind.Attention => PathText.Of(AttentionWord, Layer!.Value),
        SenderKind.Mlp => PathText.Of(MlpWord, Layer!.Value),
        _ => throw new InvalidOperationException($"Unknown sender {Kind}."),
    };

    /// <summary>The points that what it adds is made of (<see cref="SenderOutput"/>).</summary>
    internal HookPoint[] PointsOn(HookedTransformer model) => Kind switch
    {
        SenderKind.Embedding => [HookPoint.ResidPre(0)],
        SenderKind.Head when model.HasAttentionOutNorm(Layer!.Value) => [HookPoint.Z(Layer.Value), HookPoint.AttnOutNormScale(Layer.Value)],
        SenderKind.Head => [HookPoint.Z(Layer!.Value)],
        SenderKind.Attention => [HookPoint.AttnOut(Layer!.Value)],
        SenderKind.Mlp => [HookPoint.MlpOut(Layer!.Value)],
        _ => throw new InvalidOperationException($"Unknown sender {Kind}."),
    };

    /// <exception cref="ArgumentOutOfRangeException">A block or head that the model does not have.</exception>
    internal void Require(HookedTransformer model)
    {
        if (Layer >= model.Info.Layers)
            throw new ArgumentOutOfRangeException(nameof(model), $"{this}", $"The model has blocks 0..{model.Info.Layers - 1}.");
        if (HeadIndex >= model.Info.Heads)
            throw new ArgumentOutOfRangeException(nameof(model), $"{this}", $"A block of the model has heads 0..{model.Info.Heads - 1}.");
    }

    /// <summary>Every sender, whole attentions included.</summary>
    internal static IEnumerable<PathSender> AllOf(TransformerInfo info)
    {
        yield return Embedding;
        for (var layer = 0; layer < info.Layers; layer++)
        {
            for (var head = 0; head < info.Heads; head++)
                yield return Head(layer, head);
            yield return Attention(layer);
            yield return Mlp(layer);
        }
    }
}
