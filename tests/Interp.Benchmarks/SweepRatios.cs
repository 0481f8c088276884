using System.Diagnostics;
using System.Globalization;

namespace Interp.Benchmarks;

/// <summary>Times of what is asked of a sweep, each beside the plain forwards in the same round; prints the median ratios.</summary>
internal static class SweepRatios
{
    private const int Rounds = 3;

    /// <summary>Measures and prints; true if the arguments asked for it.</summary>
    public static bool Run(string[] args)
    {
        switch (args)
        {
            case ["--sweep", .. var rest]:
                var jobs = new SweepJobs(LargeModel.Create(), rest is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 8);
                Print([("plain forwards, all logits", jobs.PlainForwards), ("lens + attention to labels + every head", jobs.Everything), ("lens at every state", jobs.Lens)]);
                return true;
            case ["--wanted"]:
                var wanted = new SweepJobs(LargeModel.WithManyWords(), prompts: 2);
                Print(
                [
                    ("plain forwards, all logits", wanted.PlainForwards), ("all blocks, no unembedding", wanted.Blocks), ("all blocks but the last", wanted.AllButTheLastBlock),
                    ("logits of the last token", wanted.LastLogits), ("lens at the last state", wanted.LensAtTheLastState),
                ]);
                return true;
            default:
                return false;
        }
    }

    private static void Print((string Name, Action Run)[] jobs)
    {
        jobs[0].Run();
        var seconds = jobs.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < jobs.Length; i++)
            {
                var watch = Stopwatch.StartNew();
                jobs[i].Run();
                seconds[i].Add(watch.Elapsed.TotalSeconds);
            }
        }

        for (var i = 0; i < jobs.Length; i++)
        {
            var ratios = seconds[i].Zip(seconds[0], (own, plain) => own / plain).Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{jobs[i].Name,-42} {seconds[i].Order().ElementAt(Rounds / 2),7:0.00} s  x {ratios[Rounds / 2]:0.000} ({ratios[0]:0.000} to {ratios[^1]:0.000})"));
        }
    }
}
