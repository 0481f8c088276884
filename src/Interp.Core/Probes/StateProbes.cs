using System.Collections.Immutable;
using Interp.Core.Randomness;

namespace Interp.Core.Probes;

/// <summary>Linear probes of every state for the truth or the shown label (Alain and Bengio, 2017), tried on examples that they were not fitted on, with controls (Hewitt and Liang, 2019).</summary>
public static class StateProbes
{
    private const int NamedTexts = 3;

    /// <summary>Fits a probe of each state, and its controls.</summary>
    /// <param name="train">What they are fitted on.</param>
    /// <param name="test">What they are tried on: prompts that share no demonstration with the others.</param>
    /// <param name="target">Truth or shown label.</param>
    /// <param name="options">Penalty and controls; null for <see cref="ProbeOptions.Default"/>.</param>
    /// <returns>One probe a state, in the order of the states.</returns>
    /// <exception cref="ArgumentException">A demonstration in both sets, sets of different states or classes, or rows of a single class.</exception>
    public static ImmutableArray<StateProbe> Fit(ProbeData train, ProbeData test, ProbeTarget target, ProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        options ??= ProbeOptions.Default;
        if (!train.States.SequenceEqual(test.States) || train.Classes != test.Classes)
            throw new ArgumentException($"The probes are fitted on states {string.Join(", ", train.States)} and {train.Classes} classes and tried on states {string.Join(", ", test.States)} and {test.Classes} classes: read the same of both.", nameof(test));
        string[] both = [.. train.Texts.Intersect(test.Texts).Order(StringComparer.Ordinal)];
        if (both.Length > 0)
        {
            throw new ArgumentException(
                $"{both.Length} of {test.Texts.Count} demonstrations are in both sets ({string.Join(", ", both.Take(NamedTexts).Select(text => $"\"{text}\""))}{(both.Length > NamedTexts ? ", …" : "")}), so that a probe may know them by heart: "
                + "split the examples (ExampleSet.Split) and draw prompts from each part.", nameof(test));
        }

        return [.. train.States.Select(state => AtState(state, train, test, target, options))];
    }

    private static StateProbe AtState(int state, ProbeData train, ProbeData test, ProbeTarget target, ProbeOptions options)
    {
        var (features, unseen) = (train.Features(state), test.Features(state));
        var (labels, expected) = (train.Labels(target), test.Labels(target));
        var probe = LinearProbe.Fit(features, labels, train.Classes, options);
        var shuffled = Enumerable.Range(0, options.Shuffles).Select(shuffle =>
        {
            int[] dealt = [.. labels];
            new RandomStream(options.Seed, (ulong)shuffle).Shuffle<int>(dealt);
            return ByWord(test.Words, LinearProbe.Fit(features, dealt, train.Classes, options).Predict(unseen), expected);
        }).ToArray();
        return new StateProbe
        {
            State = state,
            Probe = probe,
            Right = ByWord(test.Words, probe.Predict(unseen), expected),
            Shuffled = [.. shuffled[0].Select((_, word) => shuffled.Average(values => values[word]))],
            ControlTask = ControlTask(features, train.Words, train.Classes, options),
        };
    }

    /// <summary>For each word, in the order of the alphabet, the share of its rows that are right.</summary>
    private static ImmutableArray<double> ByWord(IReadOnlyList<string> words, ImmutableArray<int> predicted, ImmutableArray<int> expected) =>
        [.. words.Index().GroupBy(word => word.Item).OrderBy(word => word.Key, StringComparer.Ordinal).Select(word => word.Average(row => predicted[row.Index] == expected[row.Index] ? 1.0 : 0.0))];

    /// <summary>A class by chance for each word; every other row of a word is held out.</summary>
    private static ImmutableArray<double> ControlTask(double[,] features, ImmutableArray<string> words, int classes, ProbeOptions options)
    {
        var random = new RandomStream(options.Seed, (ulong)options.Shuffles);
        var groups = words.Index().GroupBy(word => word.Item).OrderBy(word => word.Key, StringComparer.Ordinal).Select(word => (Class: random.Below(classes), Rows: word.Select(row => row.Index).ToArray())).ToArray();
        var (kept, held) = (Rows(0), Rows(1));
        if (held.Length == 0 || kept.Select(row => row.Class).Distinct().Count() < 2)
            return [];
        var probe = LinearProbe.Fit(Pick(features, kept), [.. kept.Select(row => row.Class)], classes, options);
        return ByWord([.. held.Select(row => words[row.Row])], probe.Predict(Pick(features, held)), [.. held.Select(row => row.Class)]);

        (int Row, int Class)[] Rows(int half) => [.. groups.SelectMany(group => group.Rows.Where((_, i) => i % 2 == half).Select(row => (row, group.Class)))];
    }

    private static double[,] Pick(double[,] features, (int Row, int Class)[] rows)
    {
        var picked = new double[rows.Length, features.GetLength(1)];
        for (var row = 0; row < rows.Length; row++)
        {
            for (var i = 0; i < picked.GetLength(1); i++)
                picked[row, i] = features[rows[row].Row, i];
        }

        return picked;
    }
}
