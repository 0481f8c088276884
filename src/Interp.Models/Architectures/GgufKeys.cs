using System.Collections.Frozen;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>The metadata of one architecture in a GGUF file, key by key; a key nobody understood is refused by name.</summary>
internal sealed class GgufKeys(GgufFile file, string architecture)
{
    private static readonly FrozenSet<string> Ignored = FrozenSet.ToFrozenSet(
    [
        "vocab_size",           // the embedding's rows say it
        "rope.scaling.finetuned",
        "rope.scaling.original_context_length", // of linear scaling it changes nothing
        "tensor_data_layout",
    ]);

    private const string Embedding = "token_embd.weight";
    private const string RopeDivisors = "rope_freqs.weight";

    private readonly HashSet<string> _used = [];

    public int Int(string key) => FindInt(key) ?? throw Wrong(key, "missing", "a whole number");

    public int? FindInt(string key) => file.Metadata.FindInt64(Name(key)) switch
    {
        null => null,
        > 0 and <= int.MaxValue and var value => (int)value,
        var value => throw Wrong(key, value, "a positive whole number"),
    };

    /// <summary>A whole number for which 0 stands for none.</summary>
    public int? FindUnlessZero(string key) => file.Metadata.FindInt64(Name(key)) == 0 ? null : FindInt(key);

    /// <summary>One number divided by another, which must go without a remainder: a width by its heads.</summary>
    public int Quotient(string key, string byKey)
    {
        var (value, by) = (Int(key), Int(byKey));
        return value % by == 0 ? value / by : throw Wrong(key, value, $"a multiple of {byKey}, which is {by}");
    }

    public double Double(string key) => FindDouble(key) ?? throw Wrong(key, "missing", "a number");

    /// <summary>What a norm adds.</summary>
    public double NonNegative(string key) => Double(key) is >= 0 and < double.PositiveInfinity and var value ? value : throw Wrong(key, Double(key), "a number of 0 or more");

    public double? FindDouble(string key) => file.Metadata.FindDouble(Name(key));

    public bool? FindBool(string key) => file.Metadata.FindBoolean(Name(key));

    /// <summary>A key that may be there, but only with one value.</summary>
    public void Expect(string key, int expected)
    {
        if (FindInt(key) is { } found && found != expected)
            throw Wrong(key, found, $"{expected}; other values are not implemented");
    }

    /// <summary>Rows of the token embedding.</summary>
    public int Vocabulary() => file.Entry(Embedding) is { Shape: [> 0 and <= int.MaxValue and var rows, _] }
        ? (int)rows
        : throw Malformed.File(file.Path, $"tensor {file.Entry(Embedding)} is no table of tokens; expected two axes");

    /// <summary>Rotary positions; where no key says otherwise, of the whole head, with the base of 10,000.</summary>
    public RopeConfig Rope(int dHead)
    {
        const double BaseAbsent = 10_000;
        var width = FindInt("rope.dimension_count") ?? dHead;
        if (width > dHead)
            throw Wrong("rope.dimension_count", width, $"at most the width of a head, which is {dHead}");
        var rotaryBase = FindDouble("rope.freq_base") ?? BaseAbsent;
        if (!(rotaryBase > 0))
            throw Wrong("rope.freq_base", rotaryBase, "a positive number");
        return new RopeConfig { Base = rotaryBase, Width = width, Scaling = Scaling(width) };
    }

    /// <exception cref="InvalidDataException">Keys of the architecture were not used.</exception>
    public void Finish()
    {
        var prefix = architecture + ".";
        var unknown = file.Metadata.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && !_used.Contains(key) && !Ignored.Contains(key[prefix.Length..])).ToArray();
        if (unknown.Length > 0)
            throw Malformed.Data($"{file.Path}: {string.Join(", ", unknown.Take(12).Select(Malformed.Cut))}: this reader does not know what these keys change, so it will not guess. Use the model's Hugging Face folder, or a conversion without them.");
    }

    public InvalidDataException Wrong(string key, object found, string expected) => Malformed.Data($"{file.Path}: {architecture}.{key} is {found}, expected {expected}.");

    /// <summary>
    /// Linear scaling by key, or Llama 3's by a tensor of divisors. As in llama.cpp a factor without a type scales linearly,
    /// and 0 stands for none; <c>rope.scale_linear</c> is an older name of the factor.
    /// </summary>
    private RopeScaling Scaling(int width)
    {
        var factor = Factor();
        var type = file.Metadata.FindString(Name("rope.scaling.type")) ?? "linear";
        if (type is not ("none" or "linear"))
            throw Wrong("rope.scaling.type", Malformed.Quote(type), "'none' or 'linear', the scalings this library implements");
        if (type == "none" && factor != 1)
            throw Wrong("rope.scaling.type", "'none'", $"'linear' or no such key beside the factor {factor}");
        if (!file.Entries.ContainsKey(RopeDivisors))
            return factor == 1 ? new RopeScaling.None() : new RopeScaling.Linear(factor);

        if (factor != 1)
            throw Wrong("rope.scaling.factor", factor, $"1 or no such key beside the tensor {RopeDivisors}, which scales too");
        using var divisors = file.Read(RopeDivisors, [(width + 1) / 2], ScalarType.Float32);
        float[] factors = divisors.data<float>().ToArray();
        if (Array.Exists(factors, divisor => !(divisor > 0 && float.IsFinite(divisor))))
            throw Malformed.File(file.Path, $"{RopeDivisors} holds a divisor that is not a positive number");
        return new RopeScaling.Divisors([.. factors]);
    }

    private double Factor()
    {
        var (factor, older) = (FindDouble("rope.scaling.factor"), FindDouble("rope.scale_linear"));
        if (factor is not null && older is not null && factor != older)
            throw Wrong("rope.scaling.factor", factor, $"what {architecture}.rope.scale_linear says, {older}");
        return (factor ?? older ?? 0) switch
        {
            0 => 1,
            > 0 and var value when double.IsFinite(value) => value,
            var value => throw Wrong("rope.scaling.factor", value, "a positive number"),
        };
    }

    private string Name(string key)
    {
        var name = $"{architecture}.{key}";
        _used.Add(name);
        return name;
    }
}
