using Interp.Models.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests;

/// <summary>Loads one model in a process of its own and prints by how many bytes the resident memory rose at most.</summary>
internal static class Program
{
    public static void Main(string[] args)
    {
        var options = new PretrainedOptions { Dtype = Enum.Parse<ScalarType>(args[1]), WithTokenizer = false, MapFiles = args[2] == "mapped" };
        // The code of loading is resident after this.
        Pretrained.Load("tiny-llama", options).Dispose();
        var before = PeakMemory.Reset();
        using var model = Pretrained.Load(args[0], options);
        Console.WriteLine(PeakMemory.Read() - before);
    }
}
