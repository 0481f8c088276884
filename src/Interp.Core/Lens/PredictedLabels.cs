using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Tokens;

namespace Interp.Core.Lens;

/// <summary>Which demonstration's label is predicted at a token.</summary>
internal static class PredictedLabels
{
    /// <summary>The demonstrations, the same in every prompt; null where the tokens are not all pre-label tokens, or not those of the same demonstrations.</summary>
    /// <param name="batch">The prompts.</param>
    /// <param name="tokens">For each row its tokens.</param>
    public static ImmutableArray<int>? Of(Batch batch, ImmutableArray<ImmutableArray<int>> tokens)
    {
        if (!batch.HasMark(Mark.PreLabel))
            return null;
        var preLabel = batch.Marked(Mark.PreLabel);
        ImmutableArray<ImmutableArray<int>> demonstrations = [.. tokens.Select((list, row) => list.Select(token => preLabel[row].IndexOf(token)).ToImmutableArray())];
        return demonstrations.All(list => list.SequenceEqual(demonstrations[0]) && !list.Contains(-1)) ? demonstrations[0] : null;
    }
}
