using System.Text.RegularExpressions;

namespace Interp.Samples.Tests.Docs;

/// <summary>Links of every page of the repository lead to files that are there, and to headings in them.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages
    {
        get
        {
            var pages = new TheoryData<string>();
            string[] folders = ["docs", "samples", "src", "templates", "packaging"];
            foreach (var page in Directory.GetFiles(Repository.Root, "*.md").Concat(folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))))
            {
                var relative = Path.GetRelativePath(Repository.Root, page).Replace('\\', '/');
                if (!relative.Split('/').Any(folder => folder is "bin" or "obj" or "out"))
                    pages.Add(relative);
            }

            return pages;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_OfAPage_LeadSomewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        Links().Matches(WithoutCode(Repository.Read(page))).Select(link => link.Groups[1].Value).Where(link => !LeadsSomewhere(folder, page, link)).Should().BeEmpty();
    }

    [Fact]
    public void Pages_OfDocs_AreReachedFromItsIndex()
    {
        var known = new HashSet<string> { "docs/README.md" };
        var open = new Queue<string>(known);
        while (open.TryDequeue(out var page))
        {
            foreach (var target in Links().Matches(Repository.Read(page)).Select(link => Target(page, link.Groups[1].Value.Split('#')[0])).Where(target => target.EndsWith(".md", StringComparison.Ordinal) && File.Exists(Path.Combine(Repository.Root, target))))
            {
                if (known.Add(target))
                    open.Enqueue(target);
            }
        }

        Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("docs/benchmarks/", StringComparison.Ordinal)) // A folder of its own, linked as such.
            .Should().BeSubsetOf(known);
    }

    private static bool LeadsSomewhere(string folder, string page, string link)
    {
        var parts = link.Split('#', 2);
        var path = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.Combine(folder, parts[0]);
        return Path.Exists(path) && (parts.Length == 1 || File.ReadLines(path).Where(line => line.StartsWith('#')).Select(Anchor).Contains(parts[1]));
    }

    private static string Target(string page, string link) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, link))).Replace('\\', '/');

    private static string Anchor(string heading) => NotInAnchors().Replace(heading.TrimStart('#', ' ').ToLowerInvariant(), "").Replace(' ', '-');

    private static string WithoutCode(string text) => Code().Replace(text, "");

    [GeneratedRegex(@"\]\((?!https?:|mailto:)([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
