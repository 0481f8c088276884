using System.Globalization;

namespace Interp.Benchmarks;

/// <summary>Times of what is asked of a sweep, each beside the plain forwards in the same round; prints the median ratios.</summary>
internal static class SweepRatios
{
    /// <summary>Lens, heads and ablations of long prompts.</summary>
    public static void Everything(string[] args)
    {
        var jobs = new SweepJobs(Shapes.Create(Shapes.Pythia410M), args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 8, tokens: 800);
        Print(3, ("plain forwards, all logits", jobs.PlainForwards), ("lens + attention to labels + every head", jobs.Everything), ("lens at every state", jobs.Lens));
    }

    /// <summary>What is not computed because nobody wants it.</summary>
    public static void Wanted(string[] args)
    {
        var jobs = new SweepJobs(Shapes.Create(Shapes.Gpt2Small), prompts: 2, tokens: 800);
        Print(3, ("plain forwards, all logits", jobs.PlainForwards), ("all blocks, no unembedding", jobs.Blocks), ("all blocks but the last", jobs.AllButTheLastBlock),
            ("logits of the last token", jobs.LastLogits), ("lens at the last state", jobs.LensAtTheLastState));
    }

    /// <summary>The lenses at every state and 20 tokens of each prompt.</summary>
    public static void Lenses(string[] args)
    {
        foreach (var name in Shapes.Names.Where(name => args.Length == 0 || args.Contains(name)))
        {
            var model = Shapes.Create(name);
            foreach (var tokens in new[] { 350, 800 })
            {
                var jobs = new SweepJobs(model, prompts: 4, tokens);
                Console.WriteLine($"{name}, 4 prompts of {tokens} tokens");
                Print(3, ("plain forwards, all blocks", jobs.Blocks), ("plain forwards, all logits", jobs.PlainForwards), ("lens at every state", jobs.Lens),
                    ("full-vocabulary lens", jobs.VocabularyLens), ("ten likeliest tokens", jobs.TokenLens), ("every head ablated, by replay", jobs.EveryHead));
            }

            model.Dispose();
        }
    }

    /// <summary>The same lens in batches of several sizes.</summary>
    public static void BatchSizes(string[] args)
    {
        var model = Shapes.Create(args is [var name, ..] ? name : Shapes.SmolLM2);
        int[] sizes = [512, 1024, 1536, 2048, 4096];
        Print(5, [.. sizes.Select(size => ($"lens in batches of {size} tokens", (Action)new SweepJobs(model, prompts: 24, tokens: 256, size).Lens))]);
    }

    private static void Print(int rounds, params (string Name, Action Run)[] jobs)
    {
        Console.WriteLine(Machine.Name);
        var paired = PairedRounds.Run(rounds, [.. jobs.Select(job => job.Run)]);
        for (var i = 0; i < jobs.Length; i++)
            Console.WriteLine(paired.Row(jobs[i].Name, i, 0));
    }
}
