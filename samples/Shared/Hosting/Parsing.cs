using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Interp.Samples.Shared.Hosting;

/// <summary>Readers of option values whose errors say what was found and what was expected.</summary>
public static class Parsing
{
    /// <summary>A whole number within limits.</summary>
    public static Func<ArgumentResult, T> WholeNumber<T>(string option, T low, T high)
        where T : IBinaryInteger<T> => result =>
        {
            var text = result.Tokens[0].Value;
            if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high)
                return value;
            result.AddError($"{option}: found \"{text}\", expected a whole number from {low} to {high}.");
            return low;
        };
}
