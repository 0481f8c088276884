namespace Interp.Core.Probes;

/// <summary>How probes are fitted.</summary>
public sealed record ProbeOptions
{
    /// <summary>A penalty of 1, ten shuffles.</summary>
    public static ProbeOptions Default { get; } = new();

    /// <summary>What half the sum of squared weights of the standardised features costs beside the sum of the rows' losses; scikit-learn's 1/C. Biases cost nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or not finite: without a penalty separable rows have no best weights.</exception>
    public double Penalty
    {
        get;
        init
        {
            if (!(value > 0) || !double.IsFinite(value))
                throw new ArgumentOutOfRangeException(nameof(Penalty), value, "A penalty is a positive number; without one, rows that can be separated have no best weights.");
            field = value;
        }
    } = 1;

    /// <summary>How often the labels are shuffled for the control.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int Shuffles
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Shuffles));
            field = value;
        }
    } = 10;

    /// <summary>Seed of the controls.</summary>
    public ulong Seed { get; init; } = 1;
}
