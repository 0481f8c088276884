using Interp.Core.Hooks;
using Interp.Core.Randomness;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Samples.TrainOverthinker.Training;

/// <summary>
/// Skips blocks by chance in training (Huang et al., 2016): what a later block needs must then stand in the stream early, in
/// the form that the unembedding reads, which makes middle layers readable.
/// </summary>
internal static class StochasticDepth
{
    /// <summary>Skips each block with a chance until the scope ends.</summary>
    public static IDisposable Skip(HookedTransformer model, RandomStream random, double chance)
    {
        var scopes = new List<IDisposable>();
        for (var layer = 0; layer < model.Info.Layers; layer++)
        {
            if (random.NextDouble() >= chance)
                continue;
            scopes.Add(model.Hook(HookPoint.AttnOut(layer), (x, _) => HookResult.Replace(zeros_like(x))));
            scopes.Add(model.Hook(HookPoint.MlpOut(layer), (x, _) => HookResult.Replace(zeros_like(x))));
        }

        return new Several(scopes);
    }

    private sealed class Several(List<IDisposable> scopes) : IDisposable
    {
        public void Dispose() => scopes.ForEach(scope => scope.Dispose());
    }
}
