namespace Interp.Models.Hub;

/// <summary>Reads an answer's body, telling a cut or stalled connection from a failing disk.</summary>
internal sealed class HubBody(Stream stream, TimeSpan stallTimeout, string name) : IDisposable
{
    private readonly byte[] _buffer = new byte[128 * 1024];

    public static async Task<HubBody> OpenAsync(HubResponse response, HubOptions options, string name, CancellationToken cancellation) =>
        new(await response.Message.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), options.StallTimeout, name);

    /// <summary>The next bytes, valid until the next call; empty at the end.</summary>
    public async Task<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(stallTimeout);
        try
        {
            return _buffer.AsMemory(0, await stream.ReadAsync(_buffer, patience.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new TransientException($"The connection was cut while {name} was read.", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TransientException($"The server stopped sending while {name} was read.", e);
        }
    }

    public void Dispose() => stream.Dispose();
}
