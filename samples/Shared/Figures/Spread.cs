namespace Interp.Samples.Shared.Figures;

/// <summary>Keeps labels that name lines from lying on each other.</summary>
internal static class Spread
{
    /// <summary>Places at least a gap apart, in the order wanted and as near to it as the limits allow.</summary>
    /// <param name="wanted">Where each label would be best.</param>
    /// <param name="gap">Smallest distance between two.</param>
    /// <param name="low">Lower limit of all.</param>
    /// <param name="high">Upper limit of all; gives way where there is no room.</param>
    public static double[] Apart(IReadOnlyList<double> wanted, double gap, double low, double high)
    {
        int[] order = [.. Enumerable.Range(0, wanted.Count).OrderBy(index => wanted[index])];

        // Labels that touch become one group, centred on the mean of what its members want.
        var groups = new List<(double Center, int Count)>();
        foreach (var index in order)
        {
            var group = Within((wanted[index], 1));
            while (groups.Count > 0 && Top(groups[^1]) + gap > Bottom(group))
            {
                var below = groups[^1];
                groups.RemoveAt(groups.Count - 1);
                group = Within(((below.Center * below.Count + group.Center * group.Count) / (below.Count + group.Count), below.Count + group.Count));
            }

            groups.Add(group);
        }

        var places = new double[wanted.Count];
        var next = 0;
        foreach (var group in groups)
        {
            for (var member = 0; member < group.Count; member++)
                places[order[next++]] = Bottom(group) + member * gap;
        }

        return places;

        double Half((double Center, int Count) group) => (group.Count - 1) * gap / 2;
        double Bottom((double Center, int Count) group) => group.Center - Half(group);
        double Top((double Center, int Count) group) => group.Center + Half(group);
        (double Center, int Count) Within((double Center, int Count) group) =>
            (Math.Max(Math.Min(group.Center, high - gap / 2 - Half(group)), low + gap / 2 + Half(group)), group.Count);
    }
}
