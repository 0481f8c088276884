using System.Reflection;
using System.Text.RegularExpressions;
using Interp.Core.Hooks;

namespace Interp.Core.Tests.Conventions;

public sealed partial class SourceConventionTests
{
    /// <summary>The closed list of words for axes in shape comments.</summary>
    private static readonly HashSet<string> AxisWords =
    [
        "batch", "pos", "query", "key", "head", "kv_head", "d_head", "d_model", "d_mlp", "d_vocab", "layer", "label",
        "row", "prompt", "pair", "set", "role", "way", "other", "token", "position", "window", "ablation", "kind", "state", "place", "demonstration", "component",
        "out", "in", "group", "rotary", "context", "column", "width", "rows", "columns",
    ];

    [SkippableFact]
    public void Classes_OfTheLibraries_AreSealedStaticOrAbstract() =>
        SourceTree.Lines().Where(line => OpenClass().IsMatch(line.Text)).Select(line => $"{line.At} {line.Text.Trim()}").Should().BeEmpty();

    [SkippableFact]
    public void Statics_OfTheLibraries_CannotBeSetFromOutside() =>
        SourceTree.Lines().Where(line => SettableStatic().IsMatch(line.Text)).Select(line => $"{line.At} {line.Text.Trim()}").Should().BeEmpty();

    [SkippableFact]
    public void ShapeComments_OfTheCore_UseTheWordsOfTheList()
    {
        var shapes = SourceTree.Lines().Where(line => line.At.Replace('\\', '/').StartsWith("src/Interp.Core/", StringComparison.Ordinal))
            .SelectMany(line => Comment().Matches(line.Text).SelectMany(comment => Shape().Matches(comment.Value)).Select(shape => (line.At, Shape: shape.Groups[1].Value))).ToArray();
        shapes.Length.Should().BeGreaterThan(60, "the pattern still finds them");
        var strange = shapes
            .SelectMany(found => found.Shape.Split(',').SelectMany(axis => axis.Split('*', '+', '/')).SelectMany(axis => axis.Split(" or ")).Select(word => (found.At, Word: word.Trim())))
            .Where(found => !AxisWords.Contains(found.Word) && !int.TryParse(found.Word, out _) && found.Word is not ("..." or "…"));
        strange.Select(found => $"{found.At}: {found.Word}").Should().BeEmpty();
    }

    [Fact]
    public void Types_OfTheCore_AreSealedStaticOrAbstractAndHoldNoPublicState()
    {
        var types = typeof(HookPoint).Assembly.GetTypes().Where(type => type.IsClass && type.Namespace?.StartsWith("Interp.", StringComparison.Ordinal) == true && !type.Name.Contains('<', StringComparison.Ordinal)).ToArray();
        types.Where(type => !type.IsSealed && !type.IsAbstract).Should().BeEmpty();
        const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly;
        types.SelectMany(type => type.GetFields(Statics)).Where(field => !field.IsInitOnly && !field.IsLiteral).Should().BeEmpty();
        types.SelectMany(type => type.GetProperties(Statics)).Where(property => property.SetMethod is { IsPublic: true }).Should().BeEmpty();
        types.SelectMany(type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)).Should().BeEmpty("public state is properties");
    }

    [Fact]
    public void HookTable_EverySite_StandsOnceWithWordsOfTheList()
    {
        HookSites.All.Select(entry => entry.Site).Should().Equal(Enum.GetValues<HookSite>(), "the table is in the order of the sites");
        HookSites.All.Select(entry => entry.Name).Where(name => name is not ("ln1.hook_scale" or "ln2.hook_scale")).Should().OnlyHaveUniqueItems();
        HookSites.All.SelectMany(entry => entry.Axes.Split(' ')).Where(axis => axis != "1").Should().BeSubsetOf(AxisWords);
        HookSites.All.Should().OnlyContain(entry => entry.Axes.StartsWith("batch ", StringComparison.Ordinal));
    }

    [Fact]
    public void Docs_HookTable_NamesEverySite()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "hook-points.md"));
        HookSites.All.Where(entry => !page.Contains(entry.Name, StringComparison.Ordinal)).Select(entry => entry.Name).Should().BeEmpty();
    }

    [GeneratedRegex(@"^\s*(public|internal)\s+(partial\s+)?(class|record(?!\s+struct))\s")]
    private static partial Regex OpenClass();

    [GeneratedRegex(@"^\s*public\s+static\s+(?!readonly|partial|class|implicit|explicit|extern|.*\()(.*\{.*\bset;|[^=({]*(=[^>].*)?;)")]
    private static partial Regex SettableStatic();

    [GeneratedRegex(@"(?<!["":])//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w\]`>(])\[([a-z1-9_…\.][a-z0-9_ ,*+/…\.]*)\](?!\s*\()")]
    private static partial Regex Shape();
}
