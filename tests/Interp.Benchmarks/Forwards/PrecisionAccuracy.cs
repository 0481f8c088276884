using System.Globalization;
using Interp.Core.Lens;
using Interp.Core.Products;
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Datasets;
using Interp.Models;

namespace Interp.Benchmarks.Forwards;

/// <summary>What bfloat16 matrices do to a lens: log-probabilities of labels, and calibrated accuracies beside their intervals.</summary>
internal static class PrecisionAccuracy
{
    private const int Pairs = 100;

    public static void Run(string[] args)
    {
        if (args is not [var file, var dataset, var folder])
        {
            Console.WriteLine("--precision-accuracy MODEL DATASET FOLDER");
            return;
        }

        using var full = Pretrained.Load(file);
        using var half = Pretrained.Load(file, new PretrainedOptions { Matrices = MatrixPrecision.BFloat16 });
        var prompts = BenchmarkRegistry.Paper.Get(dataset).Load(folder).Prompts(full.Tokenizer, Setting.Permuted, demonstrations: 12, count: Pairs, seed: 1);
        var (expected, found) = (LogitLens.Read(full, prompts), LogitLens.Read(half, prompts));
        var resamples = new Resamples(Pairs, seed: 1);
        var (accuracy, narrow) = (CalibratedBootstrap.Accuracy(expected, resamples), CalibratedBootstrap.Accuracy(found, resamples));
        var last = full.Info.Layers;
        foreach (var kind in Enum.GetValues<PromptKind>())
        {
            var (between, atLast) = (Differences(expected.Scores[kind], found.Scores[kind], state => state < last), Differences(expected.Scores[kind], found.Scores[kind], state => state == last));
            var cells = (from state in accuracy[kind].States
                         from demonstration in accuracy[kind].Demonstrations
                         let interval = accuracy[kind].At(state, demonstration).ToInterval()
                         let value = narrow[kind].At(state, demonstration).Estimate
                         select (Inside: interval.Low <= value && value <= interval.High, Moved: Math.Abs(value - interval.Estimate))).ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{kind}: log-probabilities move by {between.Average():0.000} on average, at most {between.Max():0.00} before the last state; {atLast.Average():0.000}, at most {atLast.Max():0.00} at the last. "
                + $"{cells.Count(cell => cell.Inside)} of {cells.Length} accuracies are within their intervals; they move by at most {cells.Max(cell => cell.Moved):0.00}"));
        }
    }

    private static double[] Differences(LabelScores expected, LabelScores found, Func<int, bool> wanted) =>
    [
        .. from prompt in Enumerable.Range(0, expected.Prompts)
           from state in expected.States.Where(wanted)
           from demonstration in expected.Demonstrations
           let logits = (LogSoftmax(expected.Logits(prompt, state, demonstration)), LogSoftmax(found.Logits(prompt, state, demonstration)))
           from pair in logits.Item1.Zip(logits.Item2)
           select Math.Abs(pair.First - pair.Second),
    ];

    /// <summary>Among the labels.</summary>
    private static double[] LogSoftmax(ReadOnlySpan<float> logits)
    {
        double[] values = [.. logits.ToArray().Select(logit => (double)logit)];
        var shift = values.Max();
        var normalizer = shift + Math.Log(values.Sum(value => Math.Exp(value - shift)));
        return Array.ConvertAll(values, value => value - normalizer);
    }
}
