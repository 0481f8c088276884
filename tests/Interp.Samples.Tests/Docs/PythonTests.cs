using System.Text.RegularExpressions;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Datasets.Benchmarks;
using Interp.Models;
using Interp.Samples.Shared.Studies;
using Interp.Samples.Tests.Scripts;

namespace Interp.Samples.Tests.Docs;

/// <summary>The snippets of docs/python.md read what this library wrote.</summary>
[Collection(nameof(Console))]
public sealed class PythonTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Cache_ReadByNumpy_HasPatternsAndTokens()
    {
        Needs("numpy");
        var path = _folder.File("cache.safetensors");
        Script.Run(Repository.Read("samples/scripts/cache.cs"), path);

        var origin = CacheOrigin.Read(path)!;
        var printed = Run(0, path).Split(' ', 2);
        printed[0].Should().Be("overthinker");
        printed[1].Should().StartWith($"[{string.Join(", ", origin.Tokens[0])}] (1, ").And.EndWith($"[{string.Join(" ", Enumerable.Repeat("1.", origin.Tokens[0].Length))}]\n", "each query's weights sum to one");
    }

    [SkippableFact]
    public void Rows_ReadByPandas_AreTheCurve()
    {
        Needs("pandas");
        using var model = Pretrained.Load("overthinker");
        var rows = Measurements.Of(LogitLens.Read(model, Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 3, count: 4, seed: 1)), "overthinker");
        var path = _folder.File("measurements.csv.gz");
        ResultTables.Measurements.Write(path, rows);

        var printed = Run(1, path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        printed.Should().HaveCount(2 + model.Info.Layers + 1, "two lines of headings and a line a state");
    }

    [SkippableFact]
    public void Cell_ReadByNumpy_HasItsArrays()
    {
        Needs("numpy");
        var spec = SpecFile.Parse("""{ "models": [{ "name": "overthinker" }], "datasets": [{ "name": "unnatural" }], "demonstrations": 3, "prompts": 4 }""");
        StudyRunner.Run(spec, StudyOrigins.In(_folder.Path), _folder.File("study"));

        Run(2, Directory.EnumerateFiles(_folder.File("study"), "*.npz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First()).Should().StartWith("[").And.EndWith(")\n");
    }

    private static string Run(int snippet, string path)
    {
        var code = Regex.Matches(Repository.Read("docs/python.md"), "^```python\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)[snippet].Groups[1].Value;
        return Processes.Run(Python, ["-c", code, path], Path.GetTempPath());
    }

    private static void Needs(string module)
    {
        Skip.IfNot(File.Exists(Python), $"needs {Python}");
        Skip.IfNot(Directory.Exists($"/usr/lib/python3/dist-packages/{module}"), $"needs Debian's python3-{module}");
    }
}
