namespace Interp.Core.Sweeps;

/// <summary>Counts what a reader still waits for: what a sweep left that was refused, cancelled or thrown out of is no result.</summary>
/// <param name="expected">How many pieces the sweep is to bring.</param>
internal sealed class SweepTally(int expected)
{
    private int _arrived;

    /// <summary>Notes that pieces have come.</summary>
    public void Count(int pieces = 1) => _arrived += pieces;

    /// <exception cref="InvalidOperationException">Some have not.</exception>
    public void RequireAll()
    {
        if (_arrived != expected)
            throw new InvalidOperationException($"The sweep did not run to its end: {expected - _arrived} of {expected} readings are missing. Run it again.");
    }
}
