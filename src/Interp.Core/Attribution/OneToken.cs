using Interp.Core.Batches;
using Interp.Core.Tokens;

namespace Interp.Core.Attribution;

/// <summary>Readings of one prediction a prompt.</summary>
internal static class OneToken
{
    /// <exception cref="ArgumentException">Positions that name none or several of a prompt.</exception>
    public static void Require(Positions positions, IReadOnlyList<IMarkedTokens> set)
    {
        var lists = positions.Resolve(Batch.Of(set));
        for (var prompt = 0; prompt < lists.Length; prompt++)
        {
            if (lists[prompt].Length != 1)
                throw new ArgumentException($"'{positions}' names {lists[prompt].Length} tokens of prompt {prompt}; expected one, whose prediction is read.", nameof(positions));
        }
    }
}
