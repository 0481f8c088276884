using System.CommandLine;
using Interp.Core.Prompts;
using Interp.Samples.Shared.Hosting;

namespace Interp.Samples.Overthinking;

/// <summary>Options that both commands have.</summary>
internal static class CommonOptions
{
    public static Option<Setting> Setting() => new("--setting")
    {
        Description = "How false labels are dealt: permuted_incorrect_labels, half_permuted_incorrect_labels, random_labels, …",
        HelpName = "NAME",
        DefaultValueFactory = _ => Core.Prompts.Setting.Permuted,
        CustomParser = Parsing.Value("--setting", SettingNames.Parse),
    };

    public static Option<string> Out(string fallback) => new("--out")
    {
        Description = "Folder for the results.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => fallback,
    };
}
