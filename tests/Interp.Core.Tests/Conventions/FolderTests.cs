using System.Text.RegularExpressions;

namespace Interp.Core.Tests.Conventions;

/// <summary>Arrows between the folders of a project go one way.</summary>
public sealed partial class FolderTests
{
    /// <summary>Each folder of the core uses those before it, and no other.</summary>
    private static readonly string[] Core =
    [
        "Diagnostics", "Randomness", "Tokens", "Batches", "Hooks", "Products", "Transformer", "Prompts", "Sweeps", "Caching", "Ablations", "Patching", "Lens", "Replays", "Metrics", "Statistics", "LinearLenses", "Attribution", "Heads", "Paths", "Circuits", "Patchscopes", "Steering", "Probes", "Tracing", "Results", "Studies",
    ];

    private static readonly string[] Studies = ["Paper", "Readings", "Measures", "Specs", "Plans", "Methods", "Stores", "Tables", "Running", "Shards"];

    public static TheoryData<string, string[]> InOrder { get; } = new() { { "Interp.Core", Core }, { "Interp.Core/Studies", Studies } };

    [SkippableTheory]
    [MemberData(nameof(InOrder))]
    public void Core_Folders_AreThoseOfTheList(string root, string[] folders) => Folders(root).Should().BeEquivalentTo(folders);

    [SkippableTheory]
    [MemberData(nameof(InOrder))]
    public void Core_EachFolder_UsesThoseBeforeItOnly(string root, string[] folders) =>
        Uses(root).Where(use => Array.IndexOf(folders, use.To) >= Array.IndexOf(folders, use.From) && use.To != use.From).Select(use => $"{use.At} uses {use.To}").Should().BeEmpty();

    [SkippableTheory]
    [InlineData("Interp.Models")]
    [InlineData("Interp.Datasets")]
    public void Projects_Folders_HaveNoCircle(string project)
    {
        var arrows = Uses(project).Where(use => use.From != use.To).ToLookup(use => use.From, use => use.To);
        foreach (var folder in Folders(project))
            Reached(folder).Should().NotContain(folder, $"{project}/{folder} is not to use what uses it");

        HashSet<string> Reached(string folder)
        {
            var reached = new HashSet<string>();
            var open = new Queue<string>(arrows[folder]);
            while (open.TryDequeue(out var next))
            {
                if (reached.Add(next))
                {
                    foreach (var further in arrows[next])
                        open.Enqueue(further);
                }
            }

            return reached;
        }
    }

    private static string[] Folders(string root) => [.. SourceTree.Lines().Select(line => FolderOf(line.At, root)).OfType<string>().Distinct()];

    /// <summary>The folder below the root that a file is in; null for files beside such folders, or elsewhere.</summary>
    private static string? FolderOf(string at, string root)
    {
        var (parts, above) = (at.Split('/', '\\')[1..], root.Split('/'));
        return parts.Length > above.Length + 1 && parts.Take(above.Length).SequenceEqual(above) ? parts[above.Length] : null;
    }

    /// <summary>Which folder's namespace a line of another folder names, by a using or in passing.</summary>
    private static IEnumerable<(string From, string To, string At)> Uses(string root)
    {
        var folders = Folders(root);
        var space = Regex.Escape(root.Replace('/', '.'));
        var named = new Regex($@"\busing (?:static )?{space}\.({string.Join('|', folders)})\b|(?<![\w.""])(?:{space}\.)?({string.Join('|', folders)})\.[A-Z]\w*\.?");
        return SourceTree.Lines()
            .Select(line => (line.At, line.Text, From: FolderOf(line.At, root)!))
            .Where(line => line.From is not null && !Comment().IsMatch(line.Text) && !line.Text.StartsWith("namespace", StringComparison.Ordinal))
            .SelectMany(line => named.Matches(line.Text).Where(match => match.Groups[1].Success || IsNamespace(match.Value, root, match.Groups[2].Value))
                .Select(match => (line.From, match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value, line.At)));
    }

    /// <summary>"Lens.LensOptions" names a type of the folder; "Positions.All" only looks so.</summary>
    private static bool IsNamespace(string text, string root, string folder)
    {
        var name = text.TrimEnd('.').Split('.')[^1];
        return File.Exists(Path.Combine(Repository.Root, "src", root, folder, $"{name}.cs"));
    }

    [GeneratedRegex(@"^\s*//")]
    private static partial Regex Comment();
}
