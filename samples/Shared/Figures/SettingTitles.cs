using Interp.Core.Prompts;

namespace Interp.Samples.Shared.Figures;

/// <summary>Settings in words, for tables and figures.</summary>
public static class SettingTitles
{
    /// <summary>What labels the false prompts show: "permuted".</summary>
    public static string Title(this Setting setting) => setting switch
    {
        Setting.Permuted => "permuted",
        Setting.HalfPermuted => "half permuted",
        Setting.Random => "random",
        Setting.Permuted20 => "20 % permuted",
        Setting.Permuted40 => "40 % permuted",
        Setting.Permuted60 => "60 % permuted",
        Setting.Permuted80 => "80 % permuted",
        Setting.RandomIncorrect => "random wrong",
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, "There is no such setting."),
    };
}
