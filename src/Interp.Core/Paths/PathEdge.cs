using Interp.Core.Transformer;

namespace Interp.Core.Paths;

/// <summary>A direct path: what a sender adds to the stream, as a receiver reads it. A value: "head 2.1 -> key 3.0".</summary>
/// <param name="Sender">What adds.</param>
/// <param name="Receiver">What reads.</param>
public readonly record struct PathEdge(PathSender Sender, PathReceiver Receiver)
{
    private const string Arrow = " -> ";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">"head 2.1 -> key 3.0"</param>
    /// <exception cref="FormatException">Another form.</exception>
    public static PathEdge Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(Arrow) is [var sender, var receiver]
            ? new PathEdge(PathSender.Parse(sender), PathReceiver.Parse(receiver))
            : throw new FormatException($"'{text}' is no path; expected SENDER{Arrow}RECEIVER, like 'head 2.1{Arrow}key 3.0'.");
    }

    /// <summary>"head 2.1 -> key 3.0"</summary>
    public override string ToString() => $"{Sender}{Arrow}{Receiver}";

    /// <exception cref="ArgumentOutOfRangeException">A block or head that the model does not have.</exception>
    /// <exception cref="ArgumentException">A path that runs backwards or sideways.</exception>
    internal void Require(HookedTransformer model)
    {
        Sender.Require(model);
        Receiver.Require(model);
        if (PathOrder.Reaches(model, Sender, Receiver))
            return;

        var (layer, last) = (Sender.Layer!.Value, model.Info.Layers - 1);
        string[] readers =
        [
            .. PathOrder.Reaches(model, Sender, PathReceiver.MlpInput(layer)) ? new[] { $"mlp-input {layer}" } : [],
            .. layer < last ? new[] { $"queries, keys, values and MLP inputs of blocks {layer + 1}..{last}" } : [],
            "the logits",
        ];
        throw new ArgumentException($"'{this}' runs {(Receiver.Layer < layer ? "backwards" : "sideways")}: what {Sender} adds is read by {string.Join(", ", readers)}.");
    }
}
