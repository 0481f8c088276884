using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Steering;

/// <summary>Adds vectors to a stream.</summary>
internal static class SteeringEdit
{
    /// <summary>Adds one vector at tokens, where they are there; a token that is named twice gets it once.</summary>
    /// <param name="x">[row, pos, d_model]; stays as it is.</param>
    /// <param name="vector">What is added.</param>
    /// <param name="grid">What the activation is of.</param>
    /// <param name="tokens">For each row of the batch its tokens.</param>
    public static Tensor Add(Tensor x, SteeringVector vector, TokenGrid grid, ImmutableArray<ImmutableArray<int>> tokens)
    {
        var places = (from row in Enumerable.Range(0, grid.BatchRows.Length)
                      from token in tokens[grid.BatchRows[row]]
                      let place = grid.PlaceOf(row, token)
                      where place is not null
                      select (Row: (long)row, Place: (long)place.Value)).ToArray();
        if (places.Length == 0)
            return x;

        using var scope = NewDisposeScope();
        var (rows, columns) = (TensorIndex.Tensor(tensor(places.Select(place => place.Row).ToArray(), device: x.device)), TensorIndex.Tensor(tensor(places.Select(place => place.Place).ToArray(), device: x.device)));
        return x.clone().index_put_(x.index(rows, columns).Plus(vector.Like(x)), rows, columns).MoveToOuterDisposeScope();
    }
}
