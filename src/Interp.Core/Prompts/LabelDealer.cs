using Interp.Core.Randomness;

namespace Interp.Core.Prompts;

/// <summary>Deals the labels of a false prompt (paper, section 2).</summary>
internal static class LabelDealer
{
    /// <summary>The class whose label each demonstration shows.</summary>
    /// <remarks>
    /// Every setting takes the same numbers from the stream, so that the settings of one seed share the shift, and what
    /// is permuted at 20 % is permuted at 40 % as well.
    /// </remarks>
    public static int[] Deal(ReadOnlySpan<int> classes, int classCount, PromptOptions options, RandomStream random)
    {
        var shift = 1 + random.Below(classCount - 1);
        var chances = new double[classes.Length];
        var any = new int[classes.Length];
        var wrong = new int[classes.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            chances[i] = random.NextDouble();
            any[i] = random.Below(classCount);
            wrong[i] = (classes[i] + 1 + random.Below(classCount - 1)) % classCount;
        }

        return options.Setting switch
        {
            Setting.Random => any,
            Setting.RandomIncorrect => wrong,
            _ => Permute(classes, classCount, shift, Permuted(chances, Share(options.Setting), options.Protocol)),
        };
    }

    private static double Share(Setting setting) => setting switch
    {
        Setting.Permuted => 1.0,
        Setting.HalfPermuted => 0.5,
        Setting.Permuted20 => 0.2,
        Setting.Permuted40 => 0.4,
        Setting.Permuted60 => 0.6,
        Setting.Permuted80 => 0.8,
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, "There is no such setting."),
    };

    private static bool[] Permuted(double[] chances, double share, Protocol protocol)
    {
        if (!protocol.ExactPermutedShare)
            return [.. chances.Select(chance => chance < share)];

        var permuted = new bool[chances.Length];
        var count = (int)Math.Round(share * chances.Length, MidpointRounding.AwayFromZero);
        foreach (var index in Enumerable.Range(0, chances.Length).OrderBy(index => chances[index]).Take(count))
            permuted[index] = true;
        return permuted;
    }

    private static int[] Permute(ReadOnlySpan<int> classes, int classCount, int shift, bool[] permuted)
    {
        var shown = new int[classes.Length];
        for (var i = 0; i < shown.Length; i++)
            shown[i] = permuted[i] ? (classes[i] + shift) % classCount : classes[i];
        return shown;
    }
}
