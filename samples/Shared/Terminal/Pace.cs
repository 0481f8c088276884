using System.Globalization;

namespace Interp.Samples.Shared.Terminal;

/// <summary>Rate and time left, from what is done so far.</summary>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Elapsed">Time taken for those done.</param>
internal readonly record struct Pace(double Done, double Total, TimeSpan Elapsed)
{
    /// <summary>"12.3 prompts/s, 0:42 left"; without a rate before the first unit is done, without time left after the last.</summary>
    public string Text(string unit)
    {
        if (Done <= 0 || Elapsed <= TimeSpan.Zero)
            return "starting";
        var rate = Done / Elapsed.TotalSeconds;
        var speed = string.Create(CultureInfo.InvariantCulture, $"{Round(rate)} {unit}/s");
        return Done >= Total ? $"{speed}, {Clock(Elapsed)} in all" : $"{speed}, {Clock(TimeSpan.FromSeconds((Total - Done) / rate))} left";
    }

    private static string Round(double rate) => rate.ToString(rate < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Clock(TimeSpan time) => time.ToString(time.TotalHours < 1 ? @"m\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
}
