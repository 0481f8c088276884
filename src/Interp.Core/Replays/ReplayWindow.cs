using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;

namespace Interp.Core.Replays;

/// <summary>The replayed tokens of each prompt: as many in each, one after the other.</summary>
/// <param name="Starts">First token of each prompt's window.</param>
/// <param name="Width">Tokens of a window.</param>
internal sealed record ReplayWindow(ImmutableArray<int> Starts, int Width)
{
    /// <exception cref="ArgumentException">Positions that are no such window.</exception>
    public static ReplayWindow Of(Positions positions, Batch batch)
    {
        var lists = positions.Resolve(batch);
        var width = lists[0].Length;
        for (var row = 0; row < lists.Length; row++)
        {
            var list = lists[row];
            if (list.IsEmpty || list.Length != width || !list.SequenceEqual(Enumerable.Range(list[0], width)))
            {
                throw new ArgumentException(
                    $"Replayed tokens must be neighbours, as many in each prompt; prompt {batch.Members[row]} has [{string.Join(", ", list)}], prompt {batch.Members[0]} has {width}. "
                    + "A token between two of them would see what changed at the first.", nameof(positions));
            }
        }

        return new([.. lists.Select(list => list[0])], width);
    }

    /// <summary>For each prompt its tokens.</summary>
    public ImmutableArray<ImmutableArray<int>> Tokens => [.. Starts.Select(start => Enumerable.Range(start, Width).ToImmutableArray())];

    /// <exception cref="InvalidOperationException">An ablation that touches a token outside the window.</exception>
    public void RequireInside(Ablation ablation, Batch batch)
    {
        foreach (var positions in ablation.Parts.Select(part => part.Positions).Distinct())
        {
            var tokens = positions.Resolve(batch);
            for (var row = 0; row < tokens.Length; row++)
            {
                var start = Starts[row];
                if (tokens[row].FirstOrDefault(token => token < start || token >= start + Width, -1) is >= 0 and var outside)
                {
                    throw new InvalidOperationException(
                        $"'{ablation}' touches token {outside} of prompt {batch.Members[row]}; replayed {(Width == 1 ? $"is token {start}" : $"are tokens {start}..{start + Width - 1}")}. "
                        + "A change elsewhere reaches tokens that are not replayed: replay those, or run in full (AblationScope, with HookedTransformer.LogitsFrom for a late start).");
                }
            }
        }
    }
}
