using System.Globalization;

namespace Interp.Samples.Shared.Figures;

/// <summary>Round places on an axis.</summary>
internal static class AxisTicks
{
    /// <summary>Evenly from a multiple of a round step, at most so many.</summary>
    public static double[] Round(double low, double high, int most)
    {
        var step = Step((high - low) / most);
        var first = (long)Math.Ceiling(low / step - 1e-9);
        var last = (long)Math.Floor(high / step + 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(tick => Math.Round((first + tick) * step, 10))];
    }

    /// <summary>The numbers as text, all with as many digits as the finest needs.</summary>
    public static string[] Texts(double[] places)
    {
        var digits = places.Max(place => Enumerable.Range(0, 6).First(count => count == 5 || Math.Abs(place - Math.Round(place, count)) < 1e-9));
        return [.. places.Select(place => place.ToString($"F{digits}", CultureInfo.InvariantCulture))];
    }

    /// <summary>Layers or demonstrations from 0, evenly, the last one among them where a step divides it.</summary>
    public static IEnumerable<int> Whole(int last, int most = 14)
    {
        int[] steps = [1, 2, 4, 5, 8, 10, 20, 50, 100];
        var step = steps.FirstOrDefault(step => last / step <= most && last % step == 0 && last / step >= 4);
        if (step == 0)
            step = steps.FirstOrDefault(candidate => last / candidate <= most, 1 + last / most);
        return Enumerable.Range(0, last / step + 1).Select(tick => tick * step);
    }

    /// <summary>The smallest of 1, 2 and 5 times a power of ten that is not below.</summary>
    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return new[] { 1, 2, 5, 10 }.First(factor => factor * power >= least * (1 - 1e-9)) * power;
    }
}
