namespace Interp.Core.Randomness;

/// <summary>Standard normal numbers from a stream of uniform ones (Box and Muller, 1958).</summary>
internal static class NormalNumbers
{
    /// <param name="count">How many.</param>
    /// <param name="random">Where they come from.</param>
    public static double[] Draw(int count, RandomStream random)
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i += 2)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            numbers[i] = radius * cosine;
            if (i + 1 < count)
                numbers[i + 1] = radius * sine;
        }

        return numbers;
    }
}
