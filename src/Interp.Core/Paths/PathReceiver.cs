using System.Collections.Immutable;
using Interp.Core.Hooks;
using Interp.Core.Transformer;

namespace Interp.Core.Paths;

/// <summary>What reads the stream at the end of a path. A value: "query 3.0", "key 3.0", "value 3.0", "mlp-input 3", "logits".</summary>
public readonly record struct PathReceiver
{
    private const string QueryWord = "query";
    private const string KeyWord = "key";
    private const string ValueWord = "value";
    private const string MlpWord = "mlp-input";
    private const string LogitsWord = "logits";

    private PathReceiver(ReceiverKind kind, int? layer = null, int? headIndex = null)
    {
        if (layer < 0 || headIndex < 0)
            throw new ArgumentOutOfRangeException(nameof(layer), $"{layer}.{headIndex}", "Blocks and heads are counted from 0.");
        (Kind, Layer, HeadIndex) = (kind, layer, headIndex);
    }

    /// <summary>What it is.</summary>
    public ReceiverKind Kind { get; }

    /// <summary>Its block; null for the logits.</summary>
    public int? Layer { get; }

    /// <summary>Its head in the block, of keys and values its key head; null for what is no head.</summary>
    public int? HeadIndex { get; }

    /// <summary>The logits, through the final norm.</summary>
    public static PathReceiver Logits => default;

    /// <summary>A head's query, after its norm where queries have one, before rotation.</summary>
    /// <param name="head">The head.</param>
    public static PathReceiver Query(HeadId head) => new(ReceiverKind.Query, head.Layer, head.Head);

    /// <summary>A key head's key, after its norm where keys have one, before rotation; where heads share keys, that of all which do.</summary>
    /// <param name="head">The block, and the key head in it (<see cref="InputsOf"/> finds a head's).</param>
    public static PathReceiver Key(HeadId head) => new(ReceiverKind.Key, head.Layer, head.Head);

    /// <summary>A key head's value; where heads share values, that of all which do.</summary>
    /// <param name="head">The block, and the key head in it (<see cref="InputsOf"/> finds a head's).</param>
    public static PathReceiver Value(HeadId head) => new(ReceiverKind.Value, head.Layer, head.Head);

    /// <summary>The input of an MLP, through its norm.</summary>
    /// <param name="layer">The block.</param>
    public static PathReceiver MlpInput(int layer) => new(ReceiverKind.MlpInput, layer);

    /// <summary>Query, key and value of a head; key and value are those of the key head that it shares.</summary>
    /// <param name="model">The model.</param>
    /// <param name="head">The head.</param>
    /// <exception cref="ArgumentOutOfRangeException">A head that the model does not have.</exception>
    public static ImmutableArray<PathReceiver> InputsOf(HookedTransformer model, HeadId head)
    {
        ArgumentNullException.ThrowIfNull(model);
        Query(head).Require(model);
        var shared = new HeadId(head.Layer, head.Head / (model.Info.Heads / model.Info.KvHeads));
        return [Query(head), Key(shared), Value(shared)];
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">"query 3.0", "key 3.0", "value 3.0", "mlp-input 3" or "logits".</param>
    /// <exception cref="FormatException">Another form.</exception>
    public static PathReceiver Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(' ') switch
        {
            [LogitsWord] => Logits,
            [QueryWord, var head] => Query(HeadId.Parse(head)),
            [KeyWord, var head] => Key(HeadId.Parse(head)),
            [ValueWord, var head] => Value(HeadId.Parse(head)),
            [MlpWord, var layer] when PathText.Number(layer) is { } at => MlpInput(at),
            _ => throw new FormatException($"'{text}' is no receiver; expected '{QueryWord} 3.0', '{KeyWord} 3.0', '{ValueWord} 3.0', '{MlpWord} 3' or '{LogitsWord}'."),
        };
    }

    /// <summary>"query 3.0", "key 3.0", "value 3.0", "mlp-input 3", "logits"</summary>
    public override string ToString() => Kind switch
    {
        ReceiverKind.Logits => LogitsWord,
        ReceiverKind.Query => $"{QueryWord} {AsHead}",
        ReceiverKind.Key => $"{KeyWord} {AsHead}",
        ReceiverKind.Value => $"{ValueWord} {AsHead}",
        ReceiverKind.MlpInput => PathText.Of(MlpWord, Layer!.Value),
        _ => throw new InvalidOperationException($"Unknown receiver {Kind}."),
    };

    /// <summary>Where the stream that it reads stands.</summary>
    internal HookPoint StreamOn(HookedTransformer model) => Kind switch
    {
        ReceiverKind.Logits => HookPoint.ResidPost(model.Info.Layers - 1),
        ReceiverKind.MlpInput when !model.IsParallel(Layer!.Value) => HookPoint.ResidMid(Layer.Value),
        _ => HookPoint.ResidPre(Layer!.Value),
    };

    /// <summary>Where what it gets of the stream stands (<see cref="ReceiverInput"/>): one point, of gated MLPs two.</summary>
    internal HookPoint[] PointsOn(HookedTransformer model)
    {
        var layer = Layer ?? 0;
        return Kind switch
        {
            ReceiverKind.Logits => [HookPoint.UnembedOut],
            ReceiverKind.Query => [model.Outline(layer).Attention.QueryNorm is null ? HookPoint.Q(layer) : HookPoint.QNormNormalized(layer)],
            ReceiverKind.Key => [model.Outline(layer).Attention.KeyNorm is null ? HookPoint.K(layer) : HookPoint.KNormNormalized(layer)],
            ReceiverKind.Value => [HookPoint.V(layer)],
            ReceiverKind.MlpInput when model.Outline(layer).Mlp.IsGated => [HookPoint.MlpPre(layer), HookPoint.MlpPreLinear(layer)],
            ReceiverKind.MlpInput => [HookPoint.MlpPre(layer)],
            _ => throw new InvalidOperationException($"Unknown receiver {Kind}."),
        };
    }

    /// <summary>Every receiver.</summary>
    internal static IEnumerable<PathReceiver> AllOf(TransformerInfo info)
    {
        for (var layer = 0; layer < info.Layers; layer++)
        {
            for (var head = 0; head < info.Heads; head++)
                yield return Query(new HeadId(layer, head));
            for (var head = 0; head < info.KvHeads; head++)
            {
                yield return Key(new HeadId(layer, head));
                yield return Value(new HeadId(layer, head));
            }

            yield return MlpInput(layer);
        }

        yield return Logits;
    }

    /// <exception cref="ArgumentOutOfRangeException">A block or head that the model does not have.</exception>
    internal void Require(HookedTransformer model)
    {
        if (Layer >= model.Info.Layers)
            throw new ArgumentOutOfRangeException(nameof(model), $"{this}", $"The model has blocks 0..{model.Info.Layers - 1}.");
        var heads = Kind == ReceiverKind.Query ? model.Info.Heads : model.Info.KvHeads;
        if (HeadIndex >= heads)
        {
            throw new ArgumentOutOfRangeException(nameof(model), $"{this}", Kind == ReceiverKind.Query || heads == model.Info.Heads
                ? $"A block of the model has heads 0..{heads - 1}."
                : $"{model.Info.Heads} heads share the keys and values of the key heads 0..{heads - 1}; {nameof(InputsOf)} finds a head's.");
        }
    }

    private HeadId AsHead => new(Layer!.Value, HeadIndex!.Value);
}
