using System.Globalization;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Transformer;
using Interp.Datasets.Benchmarks;

namespace Interp.Samples.TrainOverthinker.Training;

/// <summary>Calibrated accuracy at each state, for the eye.</summary>
internal static class TruthByLayer
{
    private const int Pairs = 100;

    /// <summary>One line a kind of prompts.</summary>
    public static IEnumerable<string> Lines(HookedTransformer model, int demonstrations)
    {
        var prompts = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations, Pairs, seed: 99);
        var accuracy = CalibratedAccuracy.Of(LogitLens.Read(model, prompts));
        yield return Line("correct ", accuracy.Correct.AtLastDemonstration());
        yield return Line("permuted", accuracy.False.AtLastDemonstration());
    }

    private static string Line(string name, IReadOnlyList<double> states) =>
        $"    {name} {string.Join(' ', states.Select(value => value.ToString("0.00", CultureInfo.InvariantCulture)))}";
}
