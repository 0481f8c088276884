using Interp.Core.Transformer;

namespace Interp.Core.Sweeps;

/// <summary>
/// Passes that go through the blocks side by side. The streams of the first of them stay in memory, as many as it is to
/// hold; the others wait in a temporary file while it is not their turn.
/// </summary>
/// <param name="passes">The passes, not yet started.</param>
/// <param name="options">How much memory.</param>
internal sealed class Wave(Lazy<Pass>[] passes, SweepOptions options) : IDisposable
{
    private readonly long?[] _places = new long?[passes.Length]; // of those that wait in the file
    private readonly SpilledTensor?[] _waiting = new SpilledTensor?[passes.Length];
    private SpillFile? _file;
    private long _kept;

    /// <exception cref="OperationCanceledException">Cancelled between two blocks.</exception>
    public void Run()
    {
        for (var (any, first) = (true, true); any; first = false)
        {
            any = false;
            for (var i = 0; i < passes.Length; i++)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                Fetch(i);
                any |= passes[i].Value.Step();
                Keep(i, first);
            }
        }
    }

    public void Dispose()
    {
        foreach (var pass in passes.Where(pass => pass.IsValueCreated))
            pass.Value.Dispose();
        _file?.Dispose();
    }

    /// <summary>What was in memory after its first step stays there: streams do not grow.</summary>
    private void Keep(int index, bool first)
    {
        var pass = passes[index].Value;
        if (first && passes.Length > 1)
        {
            _kept += pass.StreamBytes;
            if (_kept > options.StreamBytes)
                _places[index] = (_file ??= new SpillFile(options.SpillFolder)).Reserve(pass.StreamBytes);
        }

        if (_places[index] is not { } place || pass.Park() is not { } stream)
            return;
        using (stream)
            _waiting[index] = _file!.Write(place, stream);
    }

    private void Fetch(int index)
    {
        if (_waiting[index] is not { } waiting)
            return;
        passes[index].Value.Restore(_file!.Read(waiting));
        _waiting[index] = null;
    }
}
