using System.CommandLine;

namespace Interp.Samples.Shared.Hosting;

/// <summary>Options from the environment: <c>INTERP_BATCH_TOKENS</c> is <c>--batch-tokens</c> where the command line does not say it.</summary>
public static class EnvironmentOptions
{
    private const string Prefix = "INTERP_";

    /// <summary>The arguments, and those that the environment adds.</summary>
    /// <param name="command">The commands.</param>
    /// <param name="arguments">As given to Main.</param>
    /// <param name="variable">Gives a variable's value, null where it is unset.</param>
    public static IReadOnlyList<string> Add(Command command, IReadOnlyList<string> arguments, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(variable);
        var result = command.Parse(arguments).CommandResult;
        var added = result.Command.Options
            .Where(option => !option.Hidden && result.GetResult(option) is null or { Implicit: true })
            .SelectMany(option => variable(NameOf(option)) is { Length: > 0 } value ? Words(option, value) : [])
            .ToArray();
        var end = arguments.ToList().IndexOf("--");
        return added.Length == 0 ? arguments : end < 0 ? [.. arguments, .. added] : [.. arguments.Take(end), .. added, .. arguments.Skip(end)];
    }

    /// <summary>The variable of an option.</summary>
    /// <param name="option">The option.</param>
    public static string NameOf(Option option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return Prefix + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();
    }

    /// <summary>A switch is on with "1" or "true"; of a list, values are separated by blanks.</summary>
    private static IEnumerable<string> Words(Option option, string value) => option.ValueType == typeof(bool)
        ? value is "1" or "true" ? [option.Name] : []
        : option.AllowMultipleArgumentsPerToken ? [option.Name, .. value.Split(' ', StringSplitOptions.RemoveEmptyEntries)] : [option.Name, value];
}
