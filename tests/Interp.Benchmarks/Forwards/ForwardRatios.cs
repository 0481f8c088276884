using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Products;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Benchmarks.Forwards;

/// <summary>A forward through all blocks beside its own products and attention calls alone, by the best route.</summary>
internal static class ForwardRatios
{
    private static readonly (int Rows, int Tokens)[] Sizes = [(1, 350), (1, 1024), (8, 256)];

    public static void Run(string[] names)
    {
        Console.WriteLine(Machine.Name);
        using var noGrad = no_grad();
        foreach (var name in Shapes.Names.Where(name => names.Length == 0 || names.Contains(name)))
        {
            using var model = Shapes.Create(name);
            foreach (var (rows, tokens) in Sizes)
                Print(name, model, Shapes.Batch(model, rows, tokens));
        }
    }

    private static void Print(string name, HookedTransformer model, Batch batch)
    {
        using var alone = new ProductsAlone(model, batch);
        var plain = ProductRoutes.Plain;
        var paired = PairedRounds.Run(rounds: 5,
            () => Blocks(model, batch, model.Routes), () => Blocks(model, batch, plain), () => alone.Products(ProductRoute.Linear), () => alone.Products(model.Routes), alone.Attention);
        var best = paired.Seconds(2) < paired.Seconds(3) ? 2 : 3;
        Console.WriteLine($"{name} at {batch.Size} x {batch.Width} tokens");
        Console.WriteLine(paired.Row("  products alone, plain route", 2, best, 4));
        Console.WriteLine(paired.Row("  products alone, measured routes", 3, best, 4));
        Console.WriteLine(paired.Row("  attention alone", 4, best, 4));
        Console.WriteLine(paired.Row("  forward, plain route (beside its own)", 1, 2, 4));
        Console.WriteLine(paired.Row("  forward, measured routes (beside the best)", 0, best, 4));
    }

    private static void Blocks(HookedTransformer model, Batch batch, ProductRoutes routes)
    {
        var before = model.Routes;
        model.Routes = routes;
        using var tap = model.Tap(HookPoint.ResidPost(model.Info.Layers - 1), Positions.All, _ => { });
        model.Run(batch);
        model.Routes = before;
    }
}
