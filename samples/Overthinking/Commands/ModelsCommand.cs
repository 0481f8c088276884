using System.Collections.Immutable;
using System.CommandLine;
using Interp.Models;
using Interp.Models.Hub;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Listings;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Commands;

/// <summary>"models": which models are known, which lie in the cache, and what a name would load.</summary>
internal static class ModelsCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var source = new Argument<string?>("MODEL") { Description = "What this would load, without its weights; a model of the hub only if the cache has it.", Arity = ArgumentArity.ZeroOrOne };
        var output = ListingOption.Create();
        var command = new Command("models", "Lists models: built in, known by short names, in the cache; or says what one would load.") { source, output };
        command.SetAction(parsed =>
        {
            ListingWriter.Write(terminal, parsed.GetValue(source) is { } one ? Inspected(one) : All(), parsed.GetValue(output));
            return ExitCode.Success;
        });
        return command;
    }

    private static Listing All()
    {
        var cache = new HubCache(HubOptions.FromEnvironment());
        var known = KnownModels.All.Select(model => Row(model.Name, model.Repository.ToString(), cache.FindSnapshot(model.Repository) is not null));
        string[] ids = [.. KnownModels.All.Select(model => model.Repository.Id)];
        var others = CachedIds(cache.Root).Where(id => !ids.Contains(id, StringComparer.OrdinalIgnoreCase)).Select(id => Row(id, id, true));
        return new Listing
        {
            Kind = "models",
            Columns = ["name", "source", "on_this_machine"],
            Rows = [.. BuiltInModels.All.Select(model => Row(model.Name, "built in", true)), .. known, .. others],
        };
    }

    private static ImmutableArray<object?> Row(string name, string source, bool here) => [name, source, here];

    /// <summary>"models--ORG--NAME" is how the Python libraries name the folder of ORG/NAME.</summary>
    private static IEnumerable<string> CachedIds(string root) => Directory.Exists(root)
        ? Directory.EnumerateDirectories(root, "models--*").Select(folder => Path.GetFileName(folder)["models--".Length..].Replace("--", "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        : [];

    private static Listing Inspected(string source)
    {
        var info = Pretrained.Inspect(source, PretrainedOptions.Default with { Hub = HubOptions.FromEnvironment() with { Offline = true } });
        return new Listing
        {
            Kind = "model",
            Columns = ["architecture", "layers", "d_model", "heads", "kv_heads", "d_vocab", "context", "tokenizer", "files", "bytes"],
            Rows = [[info.Info.Architecture, info.Info.Layers, info.Info.DModel, info.Info.Heads, info.Info.KvHeads, info.Info.DVocab, info.Info.ContextLength, info.Tokenizer is not null, string.Join(' ', info.Files.Select(Path.GetFileName)), info.Bytes]],
        };
    }
}
