using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Heads;

/// <summary>
/// A model of two blocks whose every head is written by hand to do one thing, and prompts that tell the things apart.
/// </summary>
/// <remarks>
/// Words are one-hot, positions are one-hot; heads of the first block write the word before (and the one before that) into
/// slots of their own, heads of the second read these. Prompts are "BOS ? filler", then demonstrations "word : label ;",
/// the last one with "?" for the colon: what followed "?" the last time is the filler, no label.
/// </remarks>
internal static class PlantedModel
{
    public const int Labels = 3;

    public static readonly int[] LabelTokens = [1, 2, 3];

    public static readonly HeadId PreviousToken = new(0, 0), TwoBack = new(0, 1), DuplicateToken = new(0, 2), Idle = new(0, 3);

    public static readonly HeadId Induction = new(1, 0), Copying = new(1, 1), FalseInduction = new(1, 2), CurrentToken = new(1, 3);

    private const int Colon = 0, Question = 4, Bos = 5, Filler = 6, Separator = 7, FirstWord = 8, WordsOfAClass = 4;
    private const int Vocabulary = FirstWord + Labels * WordsOfAClass;
    private const int Context = 40;
    private const int DHead = 64;

    // Slots of the stream.
    private const int Position = 0, Word = Position + Context, Before = Word + Vocabulary, TwoBefore = Before + Vocabulary, Said = TwoBefore + Vocabulary;
    private const int DModel = Said + Labels;

    public static Prompt[] Prompts(int count)
    {
        return [.. Enumerable.Range(0, count).Select(i => One(new RandomStream(77, (ulong)i)))];

        static Prompt One(RandomStream random)
        {
            var classes = new int[3 * Labels];
            for (var i = 0; i < classes.Length; i++)
                classes[i] = i % Labels;
            random.Shuffle<int>(classes);
            var shift = 1 + random.Below(Labels - 1);
            var tokens = new List<int> { Bos, Question, Filler };
            var preLabel = new List<int>();
            foreach (var (label, i) in classes.Select((label, i) => (label, i)))
            {
                tokens.Add(FirstWord + label * WordsOfAClass + random.Below(WordsOfAClass));
                preLabel.Add(tokens.Count);
                tokens.Add(i == classes.Length - 1 ? Question : Colon);
                tokens.AddRange([LabelTokens[(label + shift) % Labels], Separator]);
            }

            return new Prompt
            {
                Text = "", Tokens = [.. tokens], PreLabel = [.. preLabel], LabelSpans = [.. preLabel.Select(at => new TokenSpan(at + 1, at + 2))],
                Classes = [.. classes], Shown = [.. classes.Select(label => (label + shift) % Labels)],
            };
        }
    }

    public static HookedTransformer Build()
    {
        using var scope = NewDisposeScope();
        var tokens = zeros(Vocabulary, DModel);
        for (var token = 0; token < Vocabulary; token++)
            tokens[token, Word + token] = 1;
        var positions = zeros(Context, DModel);
        for (var position = 0; position < Context; position++)
            positions[position, Position + position] = 1;
        var unembedding = zeros(Vocabulary, DModel);
        for (var label = 0; label < Labels; label++)
            unembedding[LabelTokens[label], Said + label] = 1;

        var info = new TransformerInfo
        {
            Architecture = "planted", Layers = 2, DModel = DModel, Heads = 4, KvHeads = 4, DHead = DHead, DMlp = 1, DVocab = Vocabulary, ContextLength = Context,
        };
        TransformerBlock[] blocks = [Block(First()), Block(Second())];
        return new HookedTransformer(info, new Embedding(Kept(tokens), Kept(positions)), blocks, Norm(), new Unembedding(Kept(unembedding), null), tokenizer: null);
    }

    private static Head[] First()
    {
        Head[] heads = [new(), new(), new(), new()];
        for (var position = 0; position < Context; position++)
        {
            if (position >= 1)
                heads[PreviousToken.Head].Match(query: Position + position, key: Position + position - 1);
            if (position >= 2)
                heads[TwoBack.Head].Match(Position + position, Position + position - 2);
        }

        for (var token = 0; token < Vocabulary; token++)
        {
            heads[PreviousToken.Head].Write(from: Word + token, to: Before + token, 1);
            heads[TwoBack.Head].Write(Word + token, TwoBefore + token, 1);
            heads[DuplicateToken.Head].Match(Word + token, Word + token);
        }

        // No token is its own duplicate: only the query that is asked matters, so its few positions do.
        for (var position = 2; position < Context; position++)
            heads[DuplicateToken.Head].Mismatch(Position + position);
        return heads;
    }

    private static Head[] Second()
    {
        Head[] heads = [new(), new(), new(), new()];
        for (var token = 0; token < Vocabulary; token++)
            heads[Induction.Head].Match(query: Word + token, key: Before + token);
        for (var token = 0; token < Vocabulary; token++)
            heads[Copying.Head].Match(Word + token, Word + Bos); // rests on the first token
        for (var label = 0; label < Labels; label++)
        {
            heads[Copying.Head].Write(Word + LabelTokens[label], Said + label, 3);
            heads[FalseInduction.Head].Write(Word + LabelTokens[label], Said + label, 1.5);
            for (var word = 0; word < WordsOfAClass; word++)
            {
                var token = FirstWord + label * WordsOfAClass + word;
                heads[CurrentToken.Head].Write(Before + token, Said + label, 0.5); // knows the true label
                for (var other = 0; other < WordsOfAClass; other++)
                    heads[FalseInduction.Head].Match(Before + token, TwoBefore + FirstWord + label * WordsOfAClass + other);
            }
        }

        for (var position = 0; position < Context; position++)
            heads[CurrentToken.Head].Match(Position + position, Position + position);
        return heads;
    }

    private static TransformerBlock Block(Head[] heads)
    {
        var attention = new Attention(
            new SeparateQkv(Side(heads, head => head.Query), Side(heads, head => head.Key), Side(heads, head => head.Value), 4, 4, DHead),
            null, new Linear(Kept(cat(heads.Select(head => tensor(head.Output)).ToList(), 0).t()), null), scale: 1);
        return new TransformerBlock(Norm(), attention, Norm(), new PlainMlp(new Linear(Kept(zeros(1, DModel)), null), Activation.Relu, new Linear(Kept(zeros(DModel, 1)), null)), Residual.Sequential);
    }

    private static Linear Side(Head[] heads, Func<Head, float[,]> of) => new(Kept(cat(heads.Select(head => tensor(of(head))).ToList(), 0)), null);

    private static RmsNorm Norm() => new RmsNorm(Kept(ones(DModel)), 1e-6);

    private static Tensor Kept(Tensor x) => x.contiguous().DetachFromDisposeScope();

    /// <summary>A head's matrices, written entry by entry: [d_head, d_model] each.</summary>
    private sealed class Head
    {
        private int _score;
        private int _value;

        public float[,] Query { get; } = new float[DHead, DModel];

        public float[,] Key { get; } = new float[DHead, DModel];

        public float[,] Value { get; } = new float[DHead, DModel];

        public float[,] Output { get; } = new float[DHead, DModel];

        /// <summary>A query with the one feature attends to keys with the other; each key feature has a dimension of its own.</summary>
        public void Match(int query, int key)
        {
            var score = Enumerable.Range(0, _score).FirstOrDefault(known => Key[known, key] > 0, _score);
            _score = Math.Max(_score, score + 1);
            (Query[score, query], Key[score, key]) = (1, 1);
        }

        /// <summary>A query with the feature does not attend to keys with it, whatever else they share.</summary>
        public void Mismatch(int feature)
        {
            (Query[_score, feature], Key[_score, feature]) = (-3, 3);
            _score++;
        }

        /// <summary>What is attended to is written; attention to one token of a stream of about four features writes about <paramref name="strength"/>.</summary>
        public void Write(int from, int to, double strength)
        {
            Value[_value, from] = 1;
            Output[_value++, to] = (float)(strength / Math.Sqrt(DModel / 4.0));
        }
    }
}
