using System.Diagnostics;
using System.Globalization;

namespace Interp.Benchmarks;

/// <summary>Jobs run side by side, round after round, so that a noisy machine is noisy for all of them.</summary>
internal sealed class PairedRounds
{
    private readonly double[][] _seconds;

    private PairedRounds(double[][] seconds, long[] faults)
    {
        _seconds = seconds;
        Faults = faults;
    }

    /// <summary>Page faults of each job in the last round.</summary>
    public IReadOnlyList<long> Faults { get; }

    /// <summary>Runs all jobs twice to make ready, then the rounds.</summary>
    public static PairedRounds Run(int rounds, params IReadOnlyList<Action> jobs)
    {
        foreach (var job in jobs.Concat(jobs))
            job();
        var seconds = jobs.Select(_ => new double[rounds]).ToArray();
        var faults = new long[jobs.Count];
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < jobs.Count; i++)
            {
                var (before, watch) = (Machine.PageFaults, Stopwatch.StartNew());
                jobs[i]();
                seconds[i][round] = watch.Elapsed.TotalSeconds;
                faults[i] = Machine.PageFaults - before;
            }
        }

        return new PairedRounds(seconds, faults);
    }

    /// <summary>The median time of a job.</summary>
    public double Seconds(int job) => Median(_seconds[job]);

    /// <summary>The median over rounds of a job's time over that of others together.</summary>
    public double Ratio(int job, params ReadOnlySpan<int> to)
    {
        var others = to.ToArray();
        return Median([.. _seconds[job].Select((own, round) => own / others.Sum(other => _seconds[other][round]))]);
    }

    /// <summary>A row of text: what, its median time, its ratio.</summary>
    public string Row(string what, int job, params ReadOnlySpan<int> to) =>
        string.Create(CultureInfo.InvariantCulture, $"{what,-44} {1000 * Seconds(job),9:0.0} ms  x {Ratio(job, to):0.000}  {Faults[job],8} page faults");

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
