using CsCheck;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Tests.Results;

/// <summary>Generators of rows of every table, with texts that need quotes, empty cells, and numbers of any size.</summary>
internal static class SampleRows
{
    /// <summary>For tests that want some rows, no matter which.</summary>
    public const string Seed = "0003TgIvWS-1";

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Const("sst2"), Gen.Const("a, \"b\""), Gen.Const(" led by a space "), Gen.Const("two\nlines"), Gen.Const("Überraschung 🦙"), Gen.Const("1e5"), Gen.Const("null"));

    private static readonly Gen<double> Numbers = Gen.OneOf(Gen.Double[0, 1], Gen.Double[-1e12, 1e12], Gen.Const(-0.0), Gen.Const(double.MaxValue), Gen.Const(double.Epsilon), Gen.Const(1.0 / 3));

    private static readonly Gen<Protocol> Protocols = Gen.OneOf(Gen.Const(Protocol.Corrected), Gen.Const(Protocol.Published), Gen.Const(Protocol.Corrected with { KeepsMlpBias = true }));

    private static readonly Gen<RowSource> Sources =
        Gen.Select(Protocols, Gen.Enum<Setting>(), Texts, Gen.OneOf(Gen.Int[0, 14], Gen.Const(int.MaxValue)), (protocol, setting, dataset, format) => new RowSource("tiny", protocol, setting, dataset, format));

    private static readonly Gen<RowSpread> Spreads = Gen.Select(
        Optional(Gen.Int[0, 1000]), Optional(Numbers), Optional(Numbers), Gen.OneOf(Gen.Const((string?)null), Texts.Select(text => (string?)text)), Optional(Gen.OneOf(Gen.ULong, Gen.Const(ulong.MaxValue))),
        (count, low, high, method, seed) => new RowSpread { Count = count, Low = low, High = high, Method = method, Seed = seed });

    public static Gen<Measurement> Measurements { get; } =
        from source in Sources
        from place in Gen.Select(Gen.Enum<PromptKind>(), Gen.Int[0, 80], Gen.Int[0, 40])
        from value in Gen.Select(Numbers, Numbers, Numbers)
        from permuted in Gen.Select(Optional(Numbers), Optional(Numbers))
        from spread in Spreads
        select new Measurement
        {
            Source = source,
            Prompts = place.Item1,
            State = place.Item2,
            Demonstration = place.Item3,
            CalibratedAccuracy = value.Item1,
            Upper95 = value.Item2,
            PermutedScore = value.Item3,
            PermutedLow = permuted.Item1,
            PermutedHigh = permuted.Item2,
            Spread = spread,
        };

    public static Gen<MeasureRow> Measures { get; } =
        from source in Sources
        from place in Gen.Select(Gen.Enum<MeasuredPrompts>(), Optional(Gen.Int[0, 80]), Optional(Gen.Int[0, 40]))
        from measure in Texts
        from value in Optional(Numbers)
        from spread in Spreads
        from note in Gen.OneOf(Gen.Const((string?)null), Texts.Select(text => (string?)text))
        select new MeasureRow
        {
            Source = source,
            Prompts = place.Item1,
            State = place.Item2,
            Demonstration = place.Item3,
            Measure = measure,
            Value = value,
            Spread = spread,
            Note = note,
        };

    public static Gen<AblationRow> Ablations { get; } =
        from source in Sources
        from place in Gen.Select(Gen.Enum<PromptKind>(), Gen.Int[0, 80], Texts)
        from value in Gen.Select(Numbers, Numbers)
        from spread in Spreads
        select new AblationRow
        {
            Source = source,
            Ablation = place.Item3,
            Prompts = place.Item1,
            State = place.Item2,
            CalibratedAccuracy = value.Item1,
            Upper95 = value.Item2,
            Spread = spread,
        };

    public static Gen<AttentionRow> Attention { get; } =
        from source in Sources
        from place in Gen.Select(Gen.Enum<PromptKind>(), Gen.Int[0, 80], Gen.Int[0, 40])
        from value in Gen.Select(Numbers, Numbers, Numbers, Numbers, Numbers, Numbers)
        from spread in Spreads
        select new AttentionRow
        {
            Source = source,
            Prompts = place.Item1,
            Layer = place.Item2,
            Head = place.Item3,
            AttentionSameLabel = value.Item1,
            AttentionAllLabels = value.Item2,
            PmScore = value.Item3,
            AttentionBeforeSameLabel = value.Item4,
            AttentionBeforeAllLabels = value.Item5,
            PmScoreBeforeLabel = value.Item6,
            Spread = spread,
        };

    public static Gen<HeadRow> Heads { get; } =
        from source in Sources
        from place in Gen.Select(Gen.Enum<PromptKind>(), Gen.Int[0, 80], Gen.Int[0, 40], Optional(Gen.Int[1, 900]))
        from value in Gen.Select(Numbers, Optional(Numbers).Array[9])
        from spread in Spreads
        select new HeadRow
        {
            Source = source,
            Prompts = place.Item1,
            Layer = place.Item2,
            Head = place.Item3,
            Rank = place.Item4,
            ClassSensitive = value.Item1,
            LabelAttending = value.Item2[0],
            ClassSensitiveShown = value.Item2[1],
            PromotingPlain = value.Item2[2],
            PromotingNormed = value.Item2[3],
            PromotingFrozen = value.Item2[4],
            PreviousToken = value.Item2[5],
            DuplicateToken = value.Item2[6],
            Induction = value.Item2[7],
            Copying = value.Item2[8],
            Spread = spread,
        };

    private static Gen<T?> Optional<T>(Gen<T> gen)
        where T : struct => Gen.OneOf(Gen.Const((T?)null), gen.Select(value => (T?)value));
}
