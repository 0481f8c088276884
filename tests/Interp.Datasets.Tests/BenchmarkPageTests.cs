using Interp.Datasets.Benchmarks;

namespace Interp.Datasets.Tests;

/// <summary>The committed pages are those the code writes (samples/BenchmarkPages).</summary>
public sealed class BenchmarkPageTests
{
    public static TheoryData<string> Keys => [.. Names];

    private static IEnumerable<string> Names => BenchmarkRegistry.Paper.All.Select(benchmark => benchmark.Key);

    [SkippableTheory]
    [MemberData(nameof(Keys))]
    public void Markdown_OfEveryBenchmark_IsTheCommittedPage(string key)
    {
        var dataset = key == "unnatural" ? Unnatural.Load() : BenchmarkRegistry.Paper.Get(key).Load(SharedData.Folder(key));
        BenchmarkPage.Markdown(dataset.Benchmark, dataset.Examples).Should().Be(File.ReadAllText(Page(key)));
    }

    [Fact]
    public void Pages_Committed_AreThoseOfTheBenchmarks() =>
        Directory.GetFiles(Path.GetDirectoryName(Page("x"))!, "*.md").Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Names);

    [Fact]
    public void Markdown_TextsNotToBeQuoted_LeavesThemOut()
    {
        foreach (var key in Names.Where(key => BenchmarkRegistry.Paper.Get(key).NotQuotedBecause is not null))
            File.ReadAllText(Page(key)).Should().Contain(": (text)\n").And.Contain("The texts are left out");
    }

    private static string Page(string key) => Path.Combine(Repository.Root, "docs", "benchmarks", key + ".md");
}
