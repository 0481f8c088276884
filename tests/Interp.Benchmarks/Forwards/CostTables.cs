using System.Diagnostics;
using System.Globalization;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using Interp.Models;
using static TorchSharp.torch;

namespace Interp.Benchmarks.Forwards;

/// <summary>What hook points cost where nobody listens, and how cost grows with prompts, tokens and layers.</summary>
internal static class CostTables
{
    /// <summary>A forward beside the same one without hook points.</summary>
    public static void Hooks(string[] args)
    {
        Console.WriteLine(Machine.Name);
        using var noGrad = no_grad();
        using var model = Shapes.Create(Shapes.SmolLM2);
        var bare = new BareLlama(model);
        foreach (var (rows, tokens) in new[] { (1, 350), (1, 1024), (8, 256) })
        {
            var batch = Shapes.Batch(model, rows, tokens);
            var paired = PairedRounds.Run(rounds: 9, () => Blocks(model, batch), () => bare.Run(batch).Dispose());
            Console.WriteLine(paired.Row($"{rows} x {tokens}: no listener, beside no hook points", 0, 1));
        }
    }

    /// <summary>Milliseconds, and microseconds for each prompt, token and layer.</summary>
    public static void Growth(string[] args)
    {
        Console.WriteLine(Machine.Name);
        using var noGrad = no_grad();
        using var model = Shapes.Create(Shapes.SmolLM2);
        foreach (var prompts in new[] { 4, 8, 16, 32, 64 })
            Print($"{prompts} prompts of 256 tokens, lens", new SweepJobs(model, prompts, tokens: 256).Lens, prompts * 256L * model.Info.Layers);
        foreach (var tokens in new[] { 128, 256, 512, 1024, 2048 })
        {
            var batch = Shapes.Batch(model, 1, tokens);
            Print($"1 prompt of {tokens} tokens", () => Blocks(model, batch), tokens * (long)model.Info.Layers);
        }

        foreach (var layers in new[] { 8, 16, 32, 64 })
        {
            using var deep = TinyModel.Create(TinyArchitecture.Llama, TinyOptions.Default with { Layers = layers, DModel = 576, Heads = 9, KvHeads = 3, DMlp = 1536, ContextLength = 512 });
            deep.Routes = model.Routes;
            var batch = Shapes.Batch(deep, 2, 256);
            Print($"2 prompts of 256 tokens, {layers} layers", () => Blocks(deep, batch), 512L * layers);
        }
    }

    private static void Print(string what, Action job, long units)
    {
        job();
        var seconds = new double[5];
        for (var round = 0; round < seconds.Length; round++)
        {
            var watch = Stopwatch.StartNew();
            job();
            seconds[round] = watch.Elapsed.TotalSeconds;
        }

        var median = seconds.Order().ElementAt(seconds.Length / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40} {1000 * median,9:0.0} ms {1e6 * median / units,8:0.00} us a token and layer"));
    }

    private static void Blocks(HookedTransformer model, Batch batch)
    {
        using var tap = model.Tap(HookPoint.ResidPost(model.Info.Layers - 1), Positions.All, _ => { });
        model.Run(batch);
    }
}
