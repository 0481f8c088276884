using System.CommandLine;
using System.Numerics;
using Interp.Core.Prompts;
using Interp.Samples.Shared.Hosting;

namespace Interp.Samples.Overthinking;

/// <summary>Options that both commands have.</summary>
internal static class CommonOptions
{
    public static Option<string> Setting() => new("--setting")
    {
        Description = "How wrong labels are dealt: permuted_incorrect_labels, half_permuted_incorrect_labels, random_labels, …",
        HelpName = "NAME",
        DefaultValueFactory = _ => Core.Prompts.Setting.Permuted.Name(),
    };

    public static Option<string> Dataset() => new("--dataset")
    {
        Description = "A dataset of the paper: sst2, agnews, unnatural, …",
        HelpName = "KEY",
        DefaultValueFactory = _ => "unnatural",
    };

    public static Option<string?> Data() => new("--data")
    {
        Description = "File or folder with the dataset's rows; unnatural and draws of categories (color+city+tool) need none.",
        HelpName = "PATH",
    };

    public static Option<T> Number<T>(string name, string description, T fallback, T low, T high)
        where T : IBinaryInteger<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => fallback,
            CustomParser = Parsing.WholeNumber(name, low, high),
        };

    public static Option<bool> Stream() => new("--stream")
    {
        Description = "Reads the model's blocks as they are needed, for models larger than memory; the numbers are the same.",
    };

    public static Option<string> Out(string fallback) => new("--out")
    {
        Description = "Folder for the results.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => fallback,
    };
}
