namespace Interp.Samples.Overthinking;

/// <summary>A stop in two steps: what is at hand may be finished, but not for longer than a system waits before it kills.</summary>
internal sealed class StopInTime : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20); // Slurm and Kubernetes kill after 30.

    private readonly CancellationTokenSource _now = new();
    private readonly CancellationTokenRegistration _asked;

    /// <param name="asked">Cancelled when the run is to stop.</param>
    public StopInTime(CancellationToken asked)
    {
        Asked = asked;
        _asked = asked.Register(() => _now.CancelAfter(Patience));
    }

    /// <summary>Cancelled when the run is to stop.</summary>
    public CancellationToken Asked { get; }

    /// <summary>Cancelled when it has to.</summary>
    public CancellationToken Now => _now.Token;

    public void Dispose()
    {
        _asked.Dispose();
        _now.Dispose();
    }
}
