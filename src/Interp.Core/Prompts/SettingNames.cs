namespace Interp.Core.Prompts;

/// <summary>The names that the paper's result files give to settings.</summary>
public static class SettingNames
{
    private static readonly (Setting Setting, string Name)[] Names =
    [
        (Setting.Permuted, "permuted_incorrect_labels"),
        (Setting.HalfPermuted, "half_permuted_incorrect_labels"),
        (Setting.Random, "random_labels"),
        (Setting.Permuted20, "permuted_incorrect_labels_20"),
        (Setting.Permuted40, "permuted_incorrect_labels_40"),
        (Setting.Permuted60, "permuted_incorrect_labels_60"),
        (Setting.Permuted80, "permuted_incorrect_labels_80"),
        (Setting.RandomIncorrect, "random_incorrect"),
    ];

    /// <summary>The setting's name in the paper's result files.</summary>
    /// <param name="setting">Any setting.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a setting.</exception>
    public static string Name(this Setting setting)
    {
        foreach (var entry in Names)
        {
            if (entry.Setting == setting)
                return entry.Name;
        }

        throw new ArgumentOutOfRangeException(nameof(setting), setting, "There is no such setting.");
    }

    /// <summary>The setting of a name in the paper's result files.</summary>
    /// <param name="name">For example "random_labels".</param>
    /// <exception cref="ArgumentException">No setting has this name; the message lists those that are.</exception>
    public static Setting Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryParse(name) ?? throw new ArgumentException($"No setting is called \"{name}\"; known: {string.Join(", ", Names.Select(entry => entry.Name))}.", nameof(name));
    }

    /// <summary>The setting of a name, or null.</summary>
    internal static Setting? TryParse(string name)
    {
        foreach (var entry in Names)
        {
            if (entry.Name == name)
                return entry.Setting;
        }

        return null;
    }
}
