using System.Collections.Immutable;

namespace Interp.Core.LinearLenses;

/// <summary>How a Jacobian lens is computed.</summary>
public sealed record JacobianLensOptions
{
    /// <summary>All states; the first 16 tokens and the last one of each text are left out, as by the lens's authors.</summary>
    public static JacobianLensOptions Default { get; } = new();

    /// <summary>Tokens at the start of each text that are left out, as sources and as targets: attention rests on them whatever they say.</summary>
    public int SkipFirst { get; init; } = 16;

    /// <summary>The states; null for all before the last. 0 is the embedding.</summary>
    public ImmutableArray<int>? States { get; init; }

    /// <summary>Rows of the Jacobian of a backward pass; the text goes through the model as often, side by side. Changes memory and time only.</summary>
    public int RowsAtOnce { get; init; } = 8;

    /// <summary>Told the number of texts that are through; called on the thread that runs.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Ends the computation between two backward passes.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <exception cref="ArgumentException">Options that make no sense for a model of so many blocks.</exception>
    internal ImmutableArray<int> StatesOf(int layers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(SkipFirst);
        ArgumentOutOfRangeException.ThrowIfLessThan(RowsAtOnce, 1);
        var states = States ?? [.. Enumerable.Range(0, layers)];
        return !states.IsEmpty && states.Distinct().Count() == states.Length && states.All(state => state >= 0 && state < layers)
            ? [.. states.Order()]
            : throw new ArgumentException($"States [{string.Join(", ", states)}]: a Jacobian is computed of states before the last, 0..{layers - 1}, each once.");
    }
}
