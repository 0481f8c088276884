using System.Text.RegularExpressions;

namespace Interp.Core.Tests.Conventions;

/// <summary>Arrows between the folders of a project go one way.</summary>
public sealed partial class FolderTests
{
    /// <summary>Each folder of the core uses those before it, and no other.</summary>
    private static readonly string[] Core =
    [
        "Randomness", "Tokens", "Batches", "Hooks", "Transformer", "Prompts", "Sweeps", "Caching", "Ablations", "Patching", "Lens", "Replays", "Metrics", "Statistics", "Heads", "Studies",
    ];

    [SkippableFact]
    public void Core_Folders_AreThoseOfTheList() => Folders("Interp.Core").Should().BeEquivalentTo(Core);

    [SkippableFact]
    public void Core_EachFolder_UsesThoseBeforeItOnly() =>
        Uses("Interp.Core").Where(use => Array.IndexOf(Core, use.To) >= Array.IndexOf(Core, use.From) && use.To != use.From).Select(use => $"{use.At} uses {use.To}").Should().BeEmpty();

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

    private static string[] Folders(string project) =>
        [.. SourceTree.Lines().Select(line => line.At.Split('/', '\\')).Where(parts => parts[1] == project && parts.Length > 3).Select(parts => parts[2]).Distinct()];

    /// <summary>Which folder's namespace a line of another folder names, by a using or in passing.</summary>
    private static IEnumerable<(string From, string To, string At)> Uses(string project)
    {
        var folders = Folders(project);
        var named = new Regex($@"\busing (?:static )?{Regex.Escape(project)}\.({string.Join('|', folders)})\b|(?<![\w.""])(?:{Regex.Escape(project)}\.)?({string.Join('|', folders)})\.[A-Z]\w*\.?");
        return SourceTree.Lines()
            .Select(line => (line.At, line.Text, Parts: line.At.Split('/', '\\')))
            .Where(line => line.Parts[1] == project && line.Parts.Length > 3 && !Comment().IsMatch(line.Text) && !line.Text.StartsWith("namespace", StringComparison.Ordinal))
            .SelectMany(line => named.Matches(line.Text).Where(match => match.Groups[1].Success || IsNamespace(match.Value, project, match.Groups[2].Value))
                .Select(match => (line.Parts[2], match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value, line.At)));
    }

    /// <summary>"Lens.LensOptions" names a type of the folder; "Positions.All" only looks so.</summary>
    private static bool IsNamespace(string text, string project, string folder)
    {
        var name = text.TrimEnd('.').Split('.')[^1];
        return File.Exists(Path.Combine(Repository.Root, "src", project, folder, $"{name}.cs"));
    }

    [GeneratedRegex(@"^\s*//")]
    private static partial Regex Comment();
}
