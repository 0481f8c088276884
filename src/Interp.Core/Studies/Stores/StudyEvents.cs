using System.Text;
using System.Text.Json.Nodes;

namespace Interp.Core.Studies.Stores;

/// <summary>What happened, a JSON line each, for whoever watches: written at once, never rewritten. Nothing is measured from it.</summary>
internal sealed class StudyEvents : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly TimeProvider _clock;

    private StudyEvents(string path, FileStream file, TimeProvider clock) => (_path, _file, _clock) = (path, file, clock);

    /// <summary>Goes on with a log; a line that a killed process left unfinished is ended.</summary>
    public static StudyEvents Open(string folder, TimeProvider clock)
    {
        var path = Path.Combine(folder, "events.jsonl");
        FileStream? file = null;
        SafeFile.Guard(path, () =>
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            if (file.Length == 0)
                return;
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
                file.WriteByte((byte)'\n');
        });
        return new StudyEvents(path, file!, clock);
    }

    /// <summary>Notes something.</summary>
    public void Note(string what, params (string Key, JsonNode? Value)[] more)
    {
        var line = new JsonObject { ["time"] = _clock.GetUtcNow().ToString("O"), ["event"] = what };
        foreach (var (key, value) in more)
            line[key] = value;
        SafeFile.Guard(_path, () =>
        {
            _file.Write(Encoding.UTF8.GetBytes(line.ToJsonString(Specs.SpecJson.Lines) + "\n"));
            _file.Flush();
        });
    }

    public void Dispose() => _file.Dispose();
}
