using Interp.Core.Hooks;

namespace Interp.Core.Transformer;

/// <summary>The order in which a pass reaches points.</summary>
internal sealed class HookPointOrder : IComparer<HookPoint>
{
    public static HookPointOrder Instance { get; } = new();

    public int Compare(HookPoint x, HookPoint y) => Rank(x).CompareTo(Rank(y));

    private static (int Layer, HookSite Site) Rank(HookPoint point) => (point.Layer ?? (point.IsFinal ? int.MaxValue : -1), point.Site);
}
