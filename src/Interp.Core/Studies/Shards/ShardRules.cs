using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>What must hold of a plan: every window of every cell belongs to one shard.</summary>
internal static class ShardRules
{
    /// <summary>What does not hold; null where all does.</summary>
    public static string? Fault(ShardPlan plan)
    {
        if (plan.Version != 1)
            return $"$.version: found {plan.Version}, expected 1.";
        if (plan.Spec is null || plan.Cells.IsDefault || plan.Failures.IsDefault || plan.Shards.IsDefaultOrEmpty)
            return "expected a spec, cells, failures and shards.";
        if (plan.Cells.Any(cell => cell?.Id is null || cell.Key is null || cell.WindowPairs < 1) || plan.Cells.DistinctBy(cell => cell.Key).Count() != plan.Cells.Length)
            return "$.cells: expected a key of its own and a window for each cell.";
        if (plan.Cells.FirstOrDefault(cell => cell.Key.Length == 0 || !cell.Key.All(char.IsAsciiHexDigitLower)) is { } odd)
            return $"$.cells: found the key \"{odd.Key}\", expected hexadecimal digits.";
        if (plan.Shards.Any(shard => shard is null || shard.Pieces.IsDefault || shard.Pieces.Contains(null!)))
            return "$.shards: expected pieces in each.";
        return Coverage(plan);
    }

    private static string? Coverage(ShardPlan plan)
    {
        var cells = plan.Cells.ToDictionary(cell => cell.Key);
        var pieces = plan.Shards.SelectMany(shard => shard.Pieces).ToLookup(piece => piece.Cell);
        if (pieces.FirstOrDefault(group => !cells.ContainsKey(group.Key ?? "")) is { } foreign)
            return $"$.shards: a piece is of the cell {foreign.Key}, which is not in $.cells.";
        foreach (var cell in plan.Cells)
        {
            var next = 0;
            foreach (var piece in pieces[cell.Key].OrderBy(piece => piece.First))
            {
                if (piece.First != next || piece.End <= piece.First || (piece.End != plan.Spec.Prompts && piece.End % cell.WindowPairs != 0))
                    return $"$.shards: pairs {piece.First} to {piece.End} of {cell.Id}, expected from {next} in windows of {cell.WindowPairs}.";
                next = piece.End;
            }

            if (next != plan.Spec.Prompts)
                return $"$.shards: {cell.Id} is dealt up to pair {next} of {plan.Spec.Prompts}.";
        }

        return null;
    }

    /// <summary>The windows of a piece.</summary>
    public static IEnumerable<PairWindow> Windows(ShardPlan plan, ShardCell cell, ShardPiece piece) =>
        PairWindow.Of(plan.Spec.Prompts, cell.WindowPairs).Where(window => window.First >= piece.First && window.End <= piece.End);
}
