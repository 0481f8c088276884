using System.Collections.Immutable;
using Interp.Core.Randomness;
using Interp.Core.Tokens;
using Interp.Datasets.Benchmarks;
using Interp.Samples.TrainOverthinker.Words;

namespace Interp.Samples.TrainOverthinker.Lessons;

/// <summary>Draws training sequences. Their tokens are those that the tokenizer gives the text.</summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="demonstrations">Demonstrations of a sequence.</param>
internal sealed class LessonWriter(ITokenizer tokenizer, int demonstrations)
{
    // One line is the shortest, and most of what is learnt is learnt in any layout.
    private static readonly ImmutableArray<LessonLayout> Layouts = [LessonLayout.OneLine, LessonLayout.OneLine, LessonLayout.Paragraphs, LessonLayout.Narrative];

    private static readonly ImmutableArray<string> Names = Categories.Names;

    private readonly ImmutableArray<ImmutableArray<string>> _objects = [.. Names.Select(Categories.Objects)];

    /// <summary>The sequences of a step; all have the same layout, hence nearly the same length.</summary>
    /// <param name="random">The step's random numbers.</param>
    /// <param name="stage">The curriculum's stage.</param>
    /// <param name="counts">How many of each kind.</param>
    public ImmutableArray<Lesson> Draw(RandomStream random, Stage stage, IEnumerable<(LessonKind Kind, int Count)> counts)
    {
        var layout = Layouts[random.Below(Layouts.Length)];
        return [.. counts.SelectMany(part => Enumerable.Range(0, part.Count).Select(_ => Draw(random, stage, part.Kind, layout)))];
    }

    private Lesson Draw(RandomStream random, Stage stage, LessonKind kind, LessonLayout layout)
    {
        var (least, most) = kind == LessonKind.Letters ? stage.Categories : Stage.All[^1].Categories;
        var categories = Distinct(random, Names.Length, least + random.Below(most - least + 1));
        var labels = Labels(random, stage, kind, categories);
        var objects = kind == LessonKind.Letters ? stage.Objects : Stage.All[^1].Objects;
        var pools = categories.Select(category => Distinct(random, _objects[category].Length, objects)).ToArray();

        var shown = new int[demonstrations];
        var words = new string[demonstrations];
        for (var i = 0; i < demonstrations; i++)
        {
            shown[i] = random.Below(categories.Length);
            words[i] = _objects[categories[shown[i]]][pools[shown[i]][random.Below(objects)]];
        }

        return Write(kind, layout, labels, shown, words);
    }

    private static ImmutableArray<string> Labels(RandomStream random, Stage stage, LessonKind kind, int[] categories)
    {
        if (kind == LessonKind.Letters)
            return [.. Distinct(random, stage.Letters, categories.Length).Select(letter => Lexicon.Letters[letter])];
        var shift = kind == LessonKind.Permuted ? 1 + random.Below(categories.Length - 1) : 0;
        return [.. categories.Select((_, i) => Names[categories[(i + shift) % categories.Length]])];
    }

    private Lesson Write(LessonKind kind, LessonLayout layout, ImmutableArray<string> labels, int[] shown, string[] words)
    {
        var tokens = ImmutableArray.CreateBuilder<int>();
        var preLabels = ImmutableArray.CreateBuilder<int>();
        if (layout == LessonLayout.Narrative)
            tokens.AddRange(tokenizer.Encode(Categories.Narrative(labels) + "\n\n").Ids.AsSpan());
        for (var i = 0; i < shown.Length; i++)
        {
            var start = layout == LessonLayout.OneLine && i > 0 ? " " : "";
            var end = layout == LessonLayout.OneLine || i == shown.Length - 1 ? "." : ".\n\n";
            tokens.Add(One(start + words[i]));
            preLabels.Add(tokens.Count);
            tokens.AddRange(One(":"), One(" " + labels[shown[i]]));
            foreach (var letter in end)
                tokens.Add(One(letter.ToString()));
        }

        return new Lesson(
            kind,
            new MarkedTokens(tokens.ToArray()).With(Mark.PreLabel, preLabels.ToArray()),
            [.. shown.Select(category => One(" " + labels[category]))],
            [.. shown.Select((category, i) => shown.AsSpan(0, i).Contains(category))]);
    }

    private readonly Dictionary<string, int> _ids = [];

    /// <summary>The one token of a text.</summary>
    private int One(string text)
    {
        if (!_ids.TryGetValue(text, out var id))
            _ids[text] = id = tokenizer.Encode(text).Ids.Single();
        return id;
    }

    private static int[] Distinct(RandomStream random, int bound, int count)
    {
        var all = Enumerable.Range(0, bound).ToArray();
        random.Shuffle(all.AsSpan());
        return all[..count];
    }
}
