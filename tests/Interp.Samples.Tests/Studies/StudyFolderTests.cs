using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Microsoft.Extensions.Logging;

namespace Interp.Samples.Tests.Studies;

/// <summary>What can go wrong with a results folder.</summary>
public sealed class StudyFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StudyToys _toys = new();

    public void Dispose() => _folder.Dispose();

    private static StudySpec Small => StudyToys.Spec(50) with { Measures = ["accuracy_gap"], Ablations = [], Controls = null };

    [Fact]
    public void Run_ResultsOfAnotherStudy_AreRefusedByWhatDiffers()
    {
        _toys.Run(Small, _folder.Path);
        var before = StudyToys.Results(_folder.Path);
        FluentActions.Invoking(() => _toys.Run(Small with { Seed = 2, Prompts = 40 }, _folder.Path)).Should().Throw<InvalidDataException>()
            .WithMessage("*results of another study: $.prompts: 50 there, 40 here; prompts can be added only. $.seed: 1 there, 2 here.*");
        FluentActions.Invoking(() => _toys.Run(Small with { Models = [new ModelSpec { Name = "tiny-llama" }] }, _folder.Path)).Should().Throw<InvalidDataException>()
            .WithMessage("*$.models: tiny-gptneox is measured there and not asked for here.*");
        StudyToys.Results(_folder.Path).Should().Equal(before);
        FluentActions.Invoking(() => _toys.Run(Small, _folder.File("cells"))).Should().Throw<InvalidDataException>().WithMessage("*no study's results*");
    }

    [Fact]
    public void Run_DamagedPart_IsNamedAndMeasuredAgainWhenDeleted()
    {
        _toys.Run(Small, _folder.Path);
        var before = StudyToys.Results(_folder.Path);
        var part = Directory.EnumerateFiles(_folder.Path, "*.npz", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(part);
        foreach (var damaged in new[] { bytes[..(bytes.Length / 2)], [.. bytes[..2000], (byte)(bytes[2000] ^ 4), .. bytes[2001..]], [] })
        {
            File.WriteAllBytes(part, damaged);
            FluentActions.Invoking(() => _toys.Run(Small, _folder.Path)).Should().Throw<InvalidDataException>().WithMessage($"*{Path.GetFileName(part)}: damaged*Delete the file*");
        }

        File.Delete(part);
        _toys.Run(Small, _folder.Path);
        StudyToys.Results(_folder.Path).Should().Equal(before);
    }

    [Fact]
    public void Run_TwoRunners_TheSecondIsToldOfTheFirst()
    {
        var met = false;
        _toys.Run(Small, _folder.Path, new StudyRunOptions
        {
            Progress = new Once(() =>
            {
                met = true;
                FluentActions.Invoking(() => _toys.Run(Small, _folder.Path)).Should().Throw<StoreException>().WithMessage($"*is in use by process {Environment.ProcessId} on *");
            }),
        });
        met.Should().BeTrue();
        File.Exists(_folder.File("owner.json")).Should().BeFalse();
    }

    [Fact]
    public void Run_OwnerThatIsGone_IsTakenOverWithAMessage()
    {
        _folder.Write("spec.json", SpecFile.Write(Small));
        _folder.Write("owner.json", """{ "process": 4711, "machine": "elsewhere", "since": "2026-01-01" }""");
        var log = new Lines();
        _toys.Run(Small, _folder.Path, new StudyRunOptions { Logger = log });
        log.All.Should().ContainSingle().Which.Should().Contain("process 4711 on elsewhere since 2026-01-01");
    }

    [SkippableFact]
    public void Run_FolderThatCannotBeWritten_SaysSo()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "a folder that nobody may write is known on Linux only");
        FluentActions.Invoking(() => _toys.Run(Small, "/proc/interp-study")).Should().Throw<StoreException>().WithMessage("/proc/interp-study: could not be written*");
        FluentActions.Invoking(() => _toys.Run(Small, _folder.Write("file", ""))).Should().Throw<StoreException>().WithMessage("*could not be written*");
    }

    /// <summary>What is written goes to a device that is always full.</summary>
    [SkippableTheory]
    [InlineData("tables/measurements.csv.gz.partial")]
    [InlineData("manifest.json.partial")]
    public void Run_FullDisk_KeepsWhatWasMeasured(string full)
    {
        Skip.IfNot(File.Exists("/dev/full"), "there is no device that is always full");
        _toys.Run(Small, _folder.File("whole"));
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"out/{full}"))!);
        _folder.Write("out/spec.json", SpecFile.Write(Small));
        File.CreateSymbolicLink(_folder.File($"out/{full}"), "/dev/full");
        FluentActions.Invoking(() => _toys.Run(Small, _folder.File("out"))).Should().Throw<StoreException>().WithMessage("*could not be written*what was measured before is kept*");
        File.Delete(_folder.File($"out/{full}"));
        _toys.Run(Small, _folder.File("out"));
        StudyToys.Results(_folder.File("out")).Should().Equal(StudyToys.Results(_folder.File("whole")));
    }

    private sealed class Once(Action act) : IProgress<StudyProgress>
    {
        private bool _done;

        public void Report(StudyProgress value)
        {
            if (_done)
                return;
            _done = true;
            act();
        }
    }

    private sealed class Lines : ILogger
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Add(formatter(state, exception));
    }
}
