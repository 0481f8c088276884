namespace Interp.Samples.Shared.Html;

/// <summary>The depth of a ground that stands for a share: classes, since a page's policy refuses style attributes.</summary>
public static class Depth
{
    private const int Levels = 10;

    /// <summary>The class of a share, a0 (nothing) to a10 (all).</summary>
    /// <param name="share">From 0 to 1; what lies beyond counts as the nearer of both.</param>
    public static string Of(double share) => $"a{Num.Of((int)Math.Round(Levels * Math.Clamp(share, 0, 1), MidpointRounding.AwayFromZero))}";
}
