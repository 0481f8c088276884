namespace Interp.Core.Probes;

/// <summary>
/// Minimises a smooth convex function: L-BFGS (Nocedal and Wright, 2006, algorithm 7.5) with a step by bisection that meets
/// the weak Wolfe conditions, approximate ones near the end (Hager and Zhang, 2005). The same on every run.
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 12;
    private const int MostSteps = 2000;
    private const double Decrease = 1e-4;
    private const double Curvature = 0.9;

    /// <summary>A function that writes its gradient and returns its value.</summary>
    public delegate double Objective(double[] at, double[] gradient);

    /// <param name="objective">What is minimised.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="tolerance">Largest component of the gradient at which it ends.</param>
    /// <exception cref="InvalidOperationException">The minimum was not reached.</exception>
    public static double[] Minimize(Objective objective, double[] start, double tolerance)
    {
        var (x, gradient) = (start, new double[start.Length]);
        var value = objective(x, gradient);
        var pairs = new LinkedList<(double[] Step, double[] Change, double Inverse)>();
        for (var step = 0; step < MostSteps; step++)
        {
            if (gradient.Max(Math.Abs) <= tolerance)
                return x;
            var direction = Direction(gradient, pairs);
            if (Search(objective, x, value, gradient, direction, first: pairs.Count == 0) is not var (nextX, nextValue, nextGradient))
            {
                if (pairs.Count == 0)
                    break;
                pairs.Clear(); // Rounding has spoilt the memory: begin again along the gradient.
                continue;
            }

            double[] moved = [.. nextX.Zip(x, (to, from) => to - from)];
            double[] changed = [.. nextGradient.Zip(gradient, (to, from) => to - from)];
            if (Dot(moved, changed) is > 0 and var product)
                pairs.AddLast((moved, changed, 1 / product));
            if (pairs.Count > Memory)
                pairs.RemoveFirst();
            (x, value, gradient) = (nextX, nextValue, nextGradient);
        }

        throw new InvalidOperationException($"The probe did not come to its best weights: its gradient is {gradient.Max(Math.Abs):0.0e0}, {tolerance:0.0e0} was wanted. A larger penalty helps.");
    }

    private static double[] Direction(double[] gradient, LinkedList<(double[] Step, double[] Change, double Inverse)> pairs)
    {
        double[] direction = [.. gradient.Select(value => -value)];
        var weights = new Stack<double>();
        for (var pair = pairs.Last; pair is not null; pair = pair.Previous)
        {
            weights.Push(pair.Value.Inverse * Dot(pair.Value.Step, direction));
            Add(direction, pair.Value.Change, -weights.Peek());
        }

        if (pairs.Last is { } last)
        {
            var scale = 1 / (last.Value.Inverse * Dot(last.Value.Change, last.Value.Change));
            for (var i = 0; i < direction.Length; i++)
                direction[i] *= scale;
        }

        for (var pair = pairs.First; pair is not null; pair = pair.Next)
            Add(direction, pair.Value.Step, weights.Pop() - pair.Value.Inverse * Dot(pair.Value.Change, direction));
        return direction;
    }

    /// <returns>Null where no step was found.</returns>
    private static (double[] X, double Value, double[] Gradient)? Search(Objective objective, double[] x, double value, double[] gradient, double[] direction, bool first)
    {
        var slope = Dot(gradient, direction);
        if (slope >= 0)
            return null;
        var (low, high) = (0.0, double.PositiveInfinity);
        var length = first ? Math.Min(1, 1 / Math.Sqrt(Dot(gradient, gradient))) : 1;
        for (var tries = 0; tries < 60; tries++)
        {
            double[] next = [.. x.Zip(direction, (from, along) => from + length * along)];
            var nextGradient = new double[x.Length];
            var nextValue = objective(next, nextGradient);
            var nextSlope = Dot(nextGradient, direction);
            var decreases = nextValue <= value + Decrease * length * slope
                || (nextValue <= value + 1e-13 * Math.Abs(value) && nextSlope <= (2 * Decrease - 1) * slope); // differences of values are rounding by now
            if (decreases && nextSlope >= Curvature * slope)
                return (next, nextValue, nextGradient);
            (low, high) = decreases ? (length, high) : (low, length);
            length = double.IsInfinity(high) ? 2 * low : (low + high) / 2;
        }

        return null;
    }

    private static double Dot(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    private static void Add(double[] to, double[] what, double times)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += times * what[i];
    }
}
