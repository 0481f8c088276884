using Interp.Core.Transformer;

namespace Interp.Core.Paths;

/// <summary>Who writes to the stream before who reads it.</summary>
internal static class PathOrder
{
    private const int StagesOfBlock = 4; // attention reads, attention writes, MLP reads, MLP writes

    /// <summary>Whether the receiver reads what the sender adds.</summary>
    public static bool Reaches(HookedTransformer model, PathSender sender, PathReceiver receiver) => WrittenAt(sender) < ReadAt(model, receiver);

    private static int WrittenAt(PathSender sender) => sender.Kind switch
    {
        SenderKind.Embedding => -1,
        SenderKind.Head or SenderKind.Attention => StagesOfBlock * sender.Layer!.Value + 1,
        SenderKind.Mlp => StagesOfBlock * sender.Layer!.Value + 3,
        _ => throw new InvalidOperationException($"Unknown sender {sender.Kind}."),
    };

    private static int ReadAt(HookedTransformer model, PathReceiver receiver) => receiver.Kind switch
    {
        ReceiverKind.Logits => int.MaxValue,
        ReceiverKind.Query or ReceiverKind.Key or ReceiverKind.Value => StagesOfBlock * receiver.Layer!.Value,
        // Side by side with attention, an MLP reads what attention reads.
        ReceiverKind.MlpInput => StagesOfBlock * receiver.Layer!.Value + (model.IsParallel(receiver.Layer.Value) ? 0 : 2),
        _ => throw new InvalidOperationException($"Unknown receiver {receiver.Kind}."),
    };
}
