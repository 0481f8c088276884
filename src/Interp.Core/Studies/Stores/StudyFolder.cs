using Interp.Core.Studies.Specs;

namespace Interp.Core.Studies.Stores;

/// <summary>A results folder that one runner works in: the spec, the log, and a folder a cell.</summary>
internal sealed class StudyFolder : IDisposable
{
    private const string SpecName = "spec.json";

    private readonly StudyLock _lock;

    private StudyFolder(string path, StudyLock held, StudyEvents events) => (Path, _lock, Events) = (path, held, events);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What happens.</summary>
    public StudyEvents Events { get; }

    /// <summary>Opens a folder for a spec, made if it is not there.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="spec">What will be measured into it.</param>
    /// <param name="clock">Tells the time for the log.</param>
    /// <param name="takenOver">Told who left a lock behind, where somebody did.</param>
    /// <exception cref="StoreException">It cannot be written, or another process works in it.</exception>
    /// <exception cref="InvalidDataException">It has the results of another study; the message says what differs.</exception>
    public static StudyFolder Open(string path, StudySpec spec, TimeProvider clock, Action<string> takenOver)
    {
        SafeFile.Guard(path, () => Directory.CreateDirectory(path));
        var specPath = System.IO.Path.Combine(path, SpecName);
        if (!File.Exists(specPath) && Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) is not ("lock" or "owner.json")))
            throw new InvalidDataException($"{path}: has files that are no study's results. Choose an empty folder, or a new one.");

        var held = StudyLock.Take(path, clock.GetUtcNow(), takenOver);
        try
        {
            if (File.Exists(specPath) && SpecAmendment.Refusals(SpecFile.Read(specPath), spec).ToArray() is { Length: > 0 } refusals)
                throw new InvalidDataException($"{path}: has the results of another study: {string.Join(" ", refusals)} Choose another folder, or ask for what was measured and more.");
            SafeFile.WriteText(specPath, SpecFile.Write(spec) + "\n");
            return new StudyFolder(path, held, StudyEvents.Open(path, clock));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The spec of a results folder.</summary>
    public static StudySpec SpecOf(string path)
    {
        _ = StudyManifest.Read(path);
        return SpecFile.Read(System.IO.Path.Combine(path, SpecName));
    }

    /// <summary>The folder of a cell.</summary>
    public static CellStore Cell(string path, string key) => new(System.IO.Path.Combine(path, "cells", key));

    public void Dispose()
    {
        Events.Dispose();
        _lock.Dispose();
    }
}
