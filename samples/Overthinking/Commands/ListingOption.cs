using System.CommandLine;
using Interp.Samples.Shared.Listings;

namespace Interp.Samples.Overthinking.Commands;

/// <summary>The option that says how a command answers.</summary>
internal static class ListingOption
{
    public static Option<ListingFormat> Create() => new("--output")
    {
        Description = "How the answer is written: table, json, jsonl, csv; the last three with a schema number.",
        HelpName = "table|json|jsonl|csv",
        DefaultValueFactory = _ => ListingFormat.Table,
    };

    public static Option<string> Model() => new("--model")
    {
        Description = "A .gguf file, a model folder, a hub id, or a built-in model.",
        HelpName = "MODEL",
        DefaultValueFactory = _ => Shared.DefaultModel.Name,
    };
}
