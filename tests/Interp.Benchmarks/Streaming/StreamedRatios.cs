using System.Globalization;
using Interp.Models;

namespace Interp.Benchmarks.Streaming;

/// <summary>Models larger than the memory allowed, beside the same from memory; and GPT-NeoX-20B's shape.</summary>
internal static class StreamedRatios
{
    private const double Mebi = 1 << 20;

    private static readonly (int Count, int Tokens, int BatchTokens) Prompts = (64, 400, 400);

    /// <summary>Runs both and prints.</summary>
    /// <param name="rest">A folder that keeps the model; without it a temporary one.</param>
    public static void ThreeTimesTheMemory(string[] rest) => InFolder(rest.FirstOrDefault(), folder =>
    {
        var model = new RandomNeoX(Layers: 24, DModel: 1024, Heads: 16, DVocab: 8192);
        if (!File.Exists(Path.Combine(folder, "model.safetensors")))
            model.Write(folder);
        var allowed = model.Weights * sizeof(float) / 3;
        var resident = StreamedRun.Of(folder, WeightPlacement.InMemory, Prompts, streamMebibytes: 512, allowed: null);
        Print("in memory", resident);
        var streamed = StreamedRun.Of(folder, WeightPlacement.Streamed, Prompts, streamMebibytes: 32, allowed);
        Print("streamed", streamed);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"weights {model.Weights * sizeof(float) / Mebi:0} MiB in float32, allowed {allowed / Mebi:0} MiB of data; streamed at {resident.Seconds / streamed.Seconds:0.00} of the speed, label logits {(resident.Hash == streamed.Hash ? "bit for bit the same" : "DIFFER")}"));
    });

    /// <summary>Runs a few short prompts through 44 blocks of width 6,144 and prints.</summary>
    /// <param name="rest">A folder that keeps the model; without it a temporary one.</param>
    public static void TwentyBillion(string[] rest) => InFolder(rest.FirstOrDefault(), folder =>
    {
        var model = new RandomNeoX(Layers: 44, DModel: 6144, Heads: 64, DVocab: 50432);
        if (!File.Exists(Path.Combine(folder, "model.safetensors")))
            model.Write(folder);
        Print($"{model.Weights / 1e9:0.0} billion weights, {model.Weights * 2 / 1e9:0} GB in float16", StreamedRun.Of(folder, WeightPlacement.Streamed, (4, 128, 512), streamMebibytes: 512, allowed: 24L << 30));
    });

    private static void InFolder(string? folder, Action<string> run)
    {
        if (folder is not null)
        {
            run(folder);
            return;
        }

        var temporary = Directory.CreateTempSubdirectory("interp-stream-");
        try
        {
            run(temporary.FullName);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static void Print(string what, StreamedRun.Result result) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what}: {result.Seconds:0.0} s, peak resident {result.PeakBytes / Mebi:0} MiB, {result.ReadBytes / Mebi:0} MiB read, label logits {result.Hash}\n  planned: {result.Plan}"));
}
