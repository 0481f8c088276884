using System.Text.RegularExpressions;

namespace Interp.Samples.Tests.Docs;

/// <summary>The public API is what README, docs, samples and templates need, and no more.</summary>
public sealed partial class PublicApiTests
{
    private static readonly string[] Libraries = ["Core", "Models", "Datasets"];

    /// <summary>A type is needed where a page or a sample names it, or where a needed one takes or gives it.</summary>
    [Fact]
    public void Types_ThatArePublic_AreNamedInThePagesOrByTypesThatAre()
    {
        string[] lines = [.. Libraries.SelectMany(library => Lines($"src/Interp.{library}/PublicAPI.Shipped.txt").Concat(Lines($"src/Interp.{library}/PublicAPI.Unshipped.txt")))];
        var types = lines.Where(line => TypeLine().IsMatch(line)).Select(line => Bare(line)).ToHashSet();
        types.Should().HaveCountGreaterThan(200);
        var members = lines.ToLookup(line => OwnerOf(Bare(line), types));
        var words = Pages().SelectMany(page => Word().Matches(page).Select(word => word.Value)).ToHashSet();

        var needed = types.Where(type => words.Contains(type.Split('.')[^1])).ToHashSet();
        var open = new Queue<string>(needed);
        while (open.TryDequeue(out var type))
        {
            foreach (var other in members[type].SelectMany(line => Name().Matches(line).Select(name => name.Value)).Where(other => types.Contains(other) && needed.Add(other)))
                open.Enqueue(other);
        }

        types.Except(needed).Order().Should().BeEmpty("a type that no page names is internal, or lacks its page");
    }

    private static IEnumerable<string> Lines(string path) => Repository.Read(path).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');

    /// <summary>Without modifiers, generic arguments, parameters and what is returned.</summary>
    private static string Bare(string line) => Rest().Replace(Generic().Replace(Modifiers().Replace(line, ""), ""), "");

    /// <summary>The longest prefix that is a type.</summary>
    private static string OwnerOf(string name, HashSet<string> types)
    {
        while (!types.Contains(name) && name.LastIndexOf('.') is > 0 and var dot)
            name = name[..dot];
        return name;
    }

    private static IEnumerable<string> Pages()
    {
        string[] folders = ["docs", "samples", "templates", "src"];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "out"))
            .Where(file => file.EndsWith(".md", StringComparison.Ordinal) || (file.EndsWith(".cs", StringComparison.Ordinal) && !file.StartsWith("src/", StringComparison.Ordinal)));
        return files.Append("README.md").Append("CONTRIBUTING.md").Select(Repository.Read);
    }

    [GeneratedRegex(@"^((abstract|static|sealed) )*[\w.]+(<[^>]*>)?$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^((static|abstract|override|virtual|const|readonly|sealed) |~)*")]
    private static partial Regex Modifiers();

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Generic();

    [GeneratedRegex(@"[( ].*$")]
    private static partial Regex Rest();

    [GeneratedRegex(@"Interp(\.\w+)+")]
    private static partial Regex Name();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();
}
