namespace Interp.Models.Hub;

/// <summary>Tries an operation again after failures that may pass, a bounded number of times, waiting longer each time.</summary>
internal sealed class HubRetry(HubOptions options)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private int _failures;

    /// <summary>Tells that the operation got on: earlier failures no longer count.</summary>
    public void Progressed() => _failures = 0;

    public async Task<T> RunAsync<T>(Func<Task<T>> operation, CancellationToken cancellation)
    {
        while (true)
        {
            TransientException failure;
            try
            {
                return await operation().ConfigureAwait(false);
            }
            catch (TransientException e)
            {
                failure = e;
            }
            if (++_failures >= options.Attempts)
                throw new HttpRequestException(
                    $"{failure.Message} Given up after {_failures} attempts; try again later (what has arrived is kept), or use HF_ENDPOINT for a mirror.",
                    failure, failure.StatusCode);
            await Task.Delay(Pause(failure), cancellation).ConfigureAwait(false);
        }
    }

    private TimeSpan Pause(TransientException failure)
    {
        var pause = failure.RetryAfter ?? options.RetryDelay * Math.Pow(2, Math.Min(_failures - 1, 16));
        return pause < LongestPause ? pause : LongestPause;
    }
}
