using System.Diagnostics;
using Interp.Core.Randomness;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;

namespace Interp.Samples.Tests.Studies;

/// <summary>A study in a process of its own that is killed again and again.</summary>
[Trait("Category", "Long")]
public sealed class KillTests : IDisposable
{
    private const int LeastKills = 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Run_KilledAtRandomMoments_LeavesTheBytesOfAnUninterruptedRun()
    {
        Skip.If(OperatingSystem.IsWindows(), "processes are killed by signal 9 here");
        var spec = _folder.Write("kill.study.json", SpecFile.Write(StudyToys.Spec(70) with { Models = [new ModelSpec { Name = "tiny-gptneox" }, new ModelSpec { Name = "tiny-gptj" }], Controls = new ControlSpec { Sets = 20 } }));
        var whole = Stopwatch.StartNew();
        Run(spec, _folder.File("whole")).Should().BeTrue();
        var time = whole.Elapsed;

        // Delays from before anything was written to past the end of a run; later ones matter more, as runs get further.
        var random = new RandomStream(1);
        var kills = 0;
        for (var tries = 0; kills < LeastKills; tries++)
        {
            tries.Should().BeLessThan(10 * LeastKills, "a run must not end so soon that it cannot be killed");
            if (Run(spec, _folder.File($"killed-{tries % 2}"), (0.1 + 0.5 * random.NextDouble()) * time))
                Directory.Delete(_folder.File($"killed-{tries % 2}"), recursive: true);
            else
                kills++;
        }

        foreach (var killed in new[] { _folder.File("killed-0"), _folder.File("killed-1") })
        {
            Run(spec, killed).Should().BeTrue();
            StudyToys.Results(killed).Should().Equal(StudyToys.Results(_folder.File("whole")));
            StudyManifest.Read(killed).Should().BeEquivalentTo(StudyManifest.Read(_folder.File("whole")), options => options.Excluding(manifest => manifest.Started).Excluding(manifest => manifest.Finished));
        }
    }

    /// <summary>True if the run came to its end, false if it was killed.</summary>
    private static bool Run(string spec, string folder, TimeSpan? killAfter = null)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "interp.dll"), "study", "run", spec, "--out", folder, "--quiet"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (killAfter is { } delay && !process.WaitForExit(delay))
        {
            process.Kill();
            process.WaitForExit();
            return false;
        }

        process.WaitForExit();
        process.ExitCode.Should().Be(0, error.Result + output.Result);
        return true;
    }
}
