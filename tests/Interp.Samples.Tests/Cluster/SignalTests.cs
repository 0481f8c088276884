using System.Diagnostics;
using Interp.Core.Studies.Specs;
using Interp.Samples.Tests.Studies;

namespace Interp.Samples.Tests.Cluster;

/// <summary>A study in a process of its own that is signalled: it keeps the window at hand, says how it ended, and goes on.</summary>
[Trait("Category", "Long")]
public sealed class SignalTests(SignalTests.WholeRun whole) : IClassFixture<SignalTests.WholeRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("USR1", 3)]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public void Run_Signalled_StopsAndGoesOn(string signal, int code)
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no such signals");
        Skip.If(signal == "INT" && IgnoresInterrupts(), "this run was started in the background by a shell, so that it and all that it starts ignore Ctrl-C");
        var spec = WholeRun.Spec(_folder);
        string[] run = ["study", "run", spec, "--out", _folder.File("stopped"), "--quiet"];
        var process = Worker.Start(run);
        Worker.Until(() => Windows() > 0, "a window is read");
        Process.Start("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])!.WaitForExit();
        var (ended, output, error) = Worker.End(process);
        ended.Should().Be(code, error + output);
        error.Should().Contain($"{(signal == "INT" ? "Ctrl-C" : "SIG" + signal)}: stopping after the step at hand").And.Contain("Stopped; what was read is kept.");
        Windows().Should().BeLessThan(8, "it stopped before the end");
        Directory.EnumerateFiles(_folder.Path, "*.partial", SearchOption.AllDirectories).Should().BeEmpty();
        File.Exists(_folder.File("stopped/owner.json")).Should().BeFalse();

        Worker.Succeed(run);
        StudyToys.Results(_folder.File("stopped")).Should().Equal(whole.Results);
    }

    private static bool IgnoresInterrupts()
    {
        const int Interrupt = 1 << 1;
        var ignored = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..] : "0";
        return (ulong.Parse(ignored, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) & Interrupt) != 0;
    }

    private int Windows() => Directory.Exists(_folder.File("stopped/cells")) ? Directory.EnumerateFiles(_folder.File("stopped/cells"), "*.npz", SearchOption.AllDirectories).Count(file => file.Contains("vocabulary", StringComparison.Ordinal)) : 0;

    /// <summary>The same study, run to its end once for all signals.</summary>
    public sealed class WholeRun
    {
        private readonly Lazy<IReadOnlyDictionary<string, string>> _results = new(() =>
        {
            using var folder = new TemporaryFolder();
            Worker.Succeed(["study", "run", Spec(folder), "--out", folder.File("whole"), "--quiet"]);
            return StudyToys.Results(folder.File("whole"));
        });

        internal IReadOnlyDictionary<string, string> Results => _results.Value;

        internal static string Spec(TemporaryFolder folder) => folder.Write("signal.study.json", SpecFile.Write(StudyToys.Spec(400) with { Controls = new ControlSpec { Sets = 20 } }));
    }
}
