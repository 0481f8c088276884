using System.Collections.Immutable;
using Interp.Core.Batches;

namespace Interp.Core.Replays;

/// <summary>The recorded tokens of each prompt: as many in each, one after the other.</summary>
/// <param name="Starts">First recorded token of each prompt.</param>
/// <param name="Width">Recorded tokens a prompt.</param>
internal sealed record ReplayWindow(ImmutableArray<int> Starts, int Width)
{
    /// <exception cref="ArgumentException">Positions that are no such window.</exception>
    public static ReplayWindow Of(Positions positions, Batch batch)
    {
        var lists = positions.Resolve(batch);
        var width = lists[0].Length;
        for (var prompt = 0; prompt < lists.Length; prompt++)
        {
            var list = lists[prompt];
            if (list.IsEmpty || list.Length != width || !list.SequenceEqual(Enumerable.Range(list[0], width)))
            {
                throw new ArgumentException(
                    $"Recorded tokens must be neighbours, as many in each prompt; prompt {prompt} has [{string.Join(", ", list)}], prompt 0 has {width}. "
                    + "A token between two recorded ones would see what changed at the first.", nameof(positions));
            }
        }

        return new([.. lists.Select(list => list[0])], width);
    }

    /// <summary>Where ablated tokens of a prompt stand in the window.</summary>
    /// <exception cref="InvalidOperationException">A token outside the window.</exception>
    public ImmutableArray<int> Locate(ImmutableArray<int> tokens, int prompt, object ablation)
    {
        var start = Starts[prompt];
        foreach (var token in tokens)
        {
            if (token < start || token >= start + Width)
            {
                throw new InvalidOperationException(
                    $"'{ablation}' touches token {token} of prompt {prompt}; recorded {(Width == 1 ? $"is token {start}" : $"are tokens {start}..{start + Width - 1}")}. "
                    + "A change elsewhere reaches tokens that were not recorded: record those, or run in full (AblationScope, with HookedTransformer.LogitsFrom for a late start).");
            }
        }

        return [.. tokens.Select(token => token - start)];
    }
}
