namespace Interp.Core.Hooks;

/// <summary>Who listens to a model's passes from now on.</summary>
internal sealed class HookTable
{
    private Listeners _current = Listeners.None;

    public Listeners Current => Volatile.Read(ref _current);

    public HookScope Add(HookPoint point, Listener listener)
    {
        Update(current => current.With(point, listener));
        return new HookScope(() => Update(current => current.Without(point, listener)));
    }

    private void Update(Func<Listeners, Listeners> change)
    {
        Listeners before;
        do
            before = Current;
        while (Interlocked.CompareExchange(ref _current, change(before), before) != before);
    }
}
