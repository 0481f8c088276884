using System.Collections.Immutable;
using Interp.Core.Randomness;

namespace Interp.Core.LinearLenses;

/// <summary>Texts that are trained on, and texts that are held out. A text is whole in one of them.</summary>
/// <param name="Trained">Indices in order.</param>
/// <param name="HeldOut">Indices in order.</param>
public sealed record TextSplit(ImmutableArray<int> Trained, ImmutableArray<int> HeldOut)
{
    /// <summary>A random split.</summary>
    /// <param name="texts">How many texts there are; at least two.</param>
    /// <param name="heldOut">Share held out; one text at least, and never all.</param>
    /// <param name="seed">Seed.</param>
    internal static TextSplit Of(int texts, double heldOut, ulong seed)
    {
        if (texts < 2)
            throw new ArgumentException($"There are {texts} texts; a training needs two at least, one of them held out.", nameof(texts));
        var order = Enumerable.Range(0, texts).ToArray();
        new RandomStream(seed, SplitStream).Shuffle(order.AsSpan());
        var count = Math.Clamp((int)Math.Round(heldOut * texts), 1, texts - 1);
        return new TextSplit([.. order[count..].Order()], [.. order[..count].Order()]);
    }

    /// <summary>Which of the seed's streams splits; the others order tokens.</summary>
    internal const ulong SplitStream = ulong.MaxValue;
}
