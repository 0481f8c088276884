namespace Interp.Core.Tests.Tiny;

/// <summary>Threads of their own, whatever the pool is busy with, that start at one moment.</summary>
internal static class Threads
{
    public static void Together(int count, Action body)
    {
        using var start = new Barrier(count);
        Task.WaitAll([.. Enumerable.Range(0, count).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                body();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
    }
}
