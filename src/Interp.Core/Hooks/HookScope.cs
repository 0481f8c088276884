namespace Interp.Core.Hooks;

/// <summary>Hooks that live until this is disposed. Disposing removes exactly these, in any order, also after an exception.</summary>
public sealed class HookScope : IDisposable
{
    private Action? _remove;

    internal HookScope(Action remove) => _remove = remove;

    /// <summary>Several scopes as one.</summary>
    /// <param name="scopes">Scopes this one takes over. Where making one of them throws, those made before it are removed.</param>
    public static HookScope Join(IEnumerable<HookScope> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        var all = new List<HookScope>();
        var joined = new HookScope(() => all.ForEach(scope => scope.Dispose()));
        try
        {
            foreach (var scope in scopes)
                all.Add(scope);
            return joined;
        }
        catch
        {
            joined.Dispose();
            throw;
        }
    }

    /// <summary>Removes the hooks; a second call does nothing.</summary>
    public void Dispose()
    {
        _remove?.Invoke();
        _remove = null;
    }
}
