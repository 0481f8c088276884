namespace Interp.Core.Metrics;

/// <summary>The state at which the accuracy gap first reaches half of its final value (paper, section 1.7).</summary>
public static class CriticalLayer
{
    private const float Half = 0.5f;
    private const float Epsilon = 1e-9f;

    /// <summary>
    /// The published code's rule, in its single precision: the first state whose gap divided by (final gap + 1e-9) is at
    /// least one half. Where the final gap is small this is the first noise that looks like one.
    /// </summary>
    /// <param name="gapByState">The gap by state, at the last demonstration.</param>
    /// <returns>A state; null where no state reaches half, as where the final gap is zero. The code says 0 there.</returns>
    /// <exception cref="ArgumentException">No states, or a number that is not finite.</exception>
    public static int? Published(ReadOnlySpan<float> gapByState)
    {
        if (gapByState.IsEmpty)
            throw new ArgumentException("A critical layer needs the gap of one state at least.", nameof(gapByState));
        var whole = gapByState[^1] + Epsilon;
        int? first = null;
        for (var state = gapByState.Length - 1; state >= 0; state--)
        {
            if (!float.IsFinite(gapByState[state]))
                throw new ArgumentException($"{gapByState[state]} at state {state} is no finite number.", nameof(gapByState));
            if (gapByState[state] / whole >= Half)
                first = state;
        }

        return first;
    }
}
