using System.Text.Json.Nodes;
using Interp.Models.Checkpoints;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests;

/// <summary>A copy of a reference model that a test may damage.</summary>
internal sealed class ReferenceFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReferenceFolder(string model)
        : this(new DirectoryInfo(Reference.Copy(model)))
    {
    }

    private ReferenceFolder(DirectoryInfo folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder.FullName))
        {
            if (System.IO.Path.GetFileName(file) is not ("expected.safetensors" or "cases.json") and var name)
                System.IO.File.Copy(file, File(name));
        }
    }

    /// <summary>A copy of any folder of references.</summary>
    public static ReferenceFolder Of(string folder) => new(new DirectoryInfo(folder));

    public string Path => _folder.Path;

    public string File(string name) => _folder.File(name);

    public void Write(string name, string text) => _folder.Write(name, text);

    public void Configure(Action<JsonObject> change)
    {
        var config = JsonNode.Parse(System.IO.File.ReadAllText(File("config.json")))!.AsObject();
        change(config);
        Write("config.json", config.ToJsonString());
    }

    /// <summary>Rewrites model.safetensors.</summary>
    public void Change(Action<Dictionary<string, Tensor>> change)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors;
        using (var file = SafetensorsFile.Open(File("model.safetensors")))
            tensors = file.Entries.Keys.ToDictionary(name => name, name => file.Read(name).clone());
        change(tensors);
        SafetensorsWriter.Write(File("model.safetensors"), tensors);
    }

    public void Dispose() => _folder.Dispose();
}
