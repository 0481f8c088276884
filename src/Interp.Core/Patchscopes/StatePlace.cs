using System.Collections.Immutable;
using Interp.Core.Batches;

namespace Interp.Core.Patchscopes;

/// <summary>A place in an activation that stands for a token.</summary>
/// <param name="Row">Row of the activation.</param>
/// <param name="Place">The token's place on its position axis.</param>
internal readonly record struct StatePlace(int Row, int Place)
{
    /// <summary>The places of tokens in an activation, where they are there.</summary>
    /// <param name="grid">What the activation is of.</param>
    /// <param name="tokens">For a row of the batch its tokens.</param>
    public static IEnumerable<StatePlace> Of(TokenGrid grid, Func<int, ImmutableArray<int>> tokens)
    {
        for (var row = 0; row < grid.BatchRows.Length; row++)
        {
            foreach (var token in tokens(grid.BatchRows[row]))
            {
                if (grid.PlaceOf(row, token) is { } place)
                    yield return new StatePlace(row, place);
            }
        }
    }
}
