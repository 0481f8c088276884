using System;
using System.IO;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Writes the README of a package: links to files of the repository become links to its pages at the packed commit.
/// Where the repository has no address on the web, their text stays and the link goes, so that none is dead.
/// Compiled by MSBuild at pack time; kept to the language level of its task factory.
/// </summary>
public class InterpPackageReadme : Task
{
    [Required]
    public string Source { get; set; }

    [Required]
    public string Target { get; set; }

    /// <summary>Address of the repository; empty where it has none.</summary>
    public string Repository { get; set; }

    /// <summary>The packed commit.</summary>
    public string Commit { get; set; }

    public override bool Execute()
    {
        var text = File.ReadAllText(Source);
        var address = Address();
        text = Regex.Replace(text, @"(!?)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)", link => Rewrite(link, address));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Target)));
        File.WriteAllText(Target, text);
        return true;
    }

    private static string Rewrite(Match link, string address)
    {
        var picture = link.Groups[1].Length > 0;
        var words = link.Groups[2].Value;
        var path = link.Groups[3].Value;
        if (address == null)
            return picture ? "" : words;
        return string.Format("{0}[{1}]({2})", picture ? "!" : "", words, address.Replace("*", picture ? "raw" : "blob") + path);
    }

    /// <summary>Address of a file, with "*" for the kind of page; null where there is none.</summary>
    private string Address()
    {
        var web = Repository != null && (Repository.StartsWith("https://", StringComparison.Ordinal) || Repository.StartsWith("http://", StringComparison.Ordinal));
        if (!web || string.IsNullOrEmpty(Commit))
            return null;
        var root = Repository.TrimEnd('/');
        return (root.EndsWith(".git", StringComparison.Ordinal) ? root.Substring(0, root.Length - 4) : root) + "/*/" + Commit + "/";
    }
}
