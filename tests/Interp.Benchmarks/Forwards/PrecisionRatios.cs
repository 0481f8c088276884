using System.Globalization;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Products;
using Interp.Core.Transformer;
using Interp.Models;
using static TorchSharp.torch;

namespace Interp.Benchmarks.Forwards;

/// <summary>Forwards of a real model with bfloat16 matrices beside float32 ones by their best routes.</summary>
internal static class PrecisionRatios
{
    private static readonly (int Rows, int Tokens)[] Sizes = [(1, 350), (1, 1024), (8, 256)];

    public static void Run(string[] args)
    {
        Console.WriteLine(Machine.Name);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one product, 512 x 576 x 1,536: float32 takes {BFloat16Speed.Ratio(576, 1536, CPU):0.00} of bfloat16's time"));
        if (args is not [var file])
        {
            Console.WriteLine("Give the path or name of a model for whole forwards.");
            return;
        }

        using var full = Pretrained.Load(file);
        using var half = Pretrained.Load(file, new PretrainedOptions { Matrices = MatrixPrecision.BFloat16 });
        using var noGrad = no_grad();
        foreach (var (rows, tokens) in Sizes)
        {
            var batch = Shapes.Batch(full, rows, tokens);
            var paired = PairedRounds.Run(rounds: 7, () => Blocks(half, batch), () => Blocks(full, batch));
            Console.WriteLine($"{rows} x {tokens} tokens");
            Console.WriteLine(paired.Row("  bfloat16 matrices", 0, 0));
            Console.WriteLine(paired.Row("  float32, measured routes (beside bfloat16)", 1, 0));
        }
    }

    private static void Blocks(HookedTransformer model, Batch batch)
    {
        using var tap = model.Tap(HookPoint.ResidPost(model.Info.Layers - 1), Positions.All, _ => { });
        model.Run(batch);
    }
}
