using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Tokens;
using Interp.Datasets.Benchmarks;
using Interp.Models;
using Interp.Samples.TrainOverthinker.Lessons;
using Interp.Samples.TrainOverthinker.Words;

namespace Interp.Samples.Tests.Training;

public sealed class LessonWriterTests : IDisposable
{
    private readonly Interp.Core.Transformer.HookedTransformer _model = Pretrained.Load("overthinker");

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Lexicon_EveryWord_IsOneToken() =>
        Lexicon.Words.Should().OnlyHaveUniqueItems().And.OnlyContain(word => _model.Tokenizer.Encode(word).Count == 1);

    [Fact]
    public void Encode_OneLine_TakesFourTokensADemonstration() =>
        _model.Tokenizer.Encode("apple: fruit. tennis: sport. oak: plant/vegetable.").Count.Should().Be(12);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Draw_AnyStage_GivesTheTokensOfItsText(int stage)
    {
        var writer = new LessonWriter(_model.Tokenizer, 12);
        for (var step = 0UL; step < 30; step++)
        {
            foreach (var lesson in writer.Draw(new RandomStream(5, step), Stage.All[stage], [(LessonKind.Correct, 2), (LessonKind.Letters, 2), (LessonKind.Permuted, 2)]))
            {
                _model.Tokenizer.Encode(_model.Tokenizer.Decode(lesson.Tokens.Tokens)).Ids.Should().Equal(lesson.Tokens.Tokens);
                var places = lesson.Tokens.Marks[Mark.PreLabel];
                places.Select(place => lesson.Tokens.Tokens[place + 1]).Should().Equal(lesson.Labels, "a label follows each place where one is predicted");
            }
        }
    }

    [Fact]
    public void Draw_Narrative_HasTheTokensOfTheBenchmarksPrompts()
    {
        var set = Unnatural.Load().Prompts(_model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 3, seed: 4);
        var prompt = set.Pairs[0].Correct;
        var writer = new LessonWriter(_model.Tokenizer, 12);
        var lessons = Enumerable.Range(0, 40).SelectMany(step => writer.Draw(new RandomStream(5, (ulong)step), Stage.All[^1], [(LessonKind.Correct, 8)]));
        var sentence = _model.Tokenizer.Encode("Consider the categories").Ids;
        var alike = lessons.First(lesson => lesson.Tokens.Tokens.Take(3).SequenceEqual(sentence) && lesson.Labels.Distinct().Count() == 3);

        int[] Steps(IReadOnlyList<int> places) => [.. places.Zip(places.Skip(1), (here, next) => next - here)];
        Steps(alike.Tokens.Marks[Mark.PreLabel]).Should().Equal(Steps(prompt.PreLabel));
        alike.Tokens.Tokens.Length.Should().Be(prompt.Tokens.Length);
    }

    [Fact]
    public void Draw_Kinds_SayWhatTheyAreNamedFor()
    {
        var writer = new LessonWriter(_model.Tokenizer, 12);
        foreach (var lesson in writer.Draw(new RandomStream(7), Stage.All[^1], [(LessonKind.Correct, 20), (LessonKind.Letters, 20), (LessonKind.Permuted, 20)]))
        {
            var places = lesson.Tokens.Marks[Mark.PreLabel];
            var objects = places.Select(place => _model.Tokenizer.Decode([lesson.Tokens.Tokens[place - 1]]).Trim()).ToArray();
            var labels = lesson.Labels.Select(label => _model.Tokenizer.Decode([label]).Trim()).ToArray();
            var truths = objects.Select(word => Categories.Names.Single(name => Categories.Objects(name).Contains(word))).ToArray();
            truths.Zip(labels).Distinct().Select(pair => pair.Second).Should().OnlyHaveUniqueItems("a category has one label all along, and no other's");
            switch (lesson.Kind)
            {
                case LessonKind.Correct:
                    labels.Should().Equal(truths);
                    break;
                case LessonKind.Letters:
                    labels.Should().OnlyContain(label => Lexicon.Letters.Contains(label));
                    break;
                default:
                    labels.Zip(truths).Should().OnlyContain(pair => pair.First != pair.Second && Categories.Names.Contains(pair.First));
                    break;
            }
        }
    }
}
