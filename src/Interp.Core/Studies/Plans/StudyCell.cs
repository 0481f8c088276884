using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Interp.Core.Prompts;
using Interp.Core.Studies.Specs;

namespace Interp.Core.Studies.Plans;

/// <summary>One cell with all that decides its numbers.</summary>
public sealed class StudyCell
{
    /// <summary>Raised when the same prompts would be read as other numbers.</summary>
    private const int Version = 1;

    /// <summary>Windows hold a divisor of fifty pairs, so that prompts added by fifties never touch those that are there.</summary>
    private static readonly int[] Windows = [50, 25, 10, 5, 2, 1];
    private const int WindowTokens = 1 << 16;

    private readonly StudyDataset _dataset;

    private StudyCell(CellId id, StudySpec spec, StudyModel model, StudyDataset dataset, PromptFormat format)
    {
        (Id, Spec, Model, _dataset, Format) = (id, spec, model, dataset, format);
        MaximumTokens = Math.Min(spec.MaximumTokens, model.Info.ContextLength);
        WindowPairs = Windows.FirstOrDefault(pairs => 2L * pairs * MaximumTokens <= WindowTokens, 1);
        Identity = Describe();
        Key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Identity)))[..16];
    }

    /// <summary>Which cell.</summary>
    public CellId Id { get; }

    /// <summary>What decides its numbers, as JSON: files, words, seeds, protocol, dtype. Not threads, batches or the machine.</summary>
    public string Identity { get; }

    /// <summary>The first half of the hash of <see cref="Identity"/>, in hexadecimal: the name of its folder.</summary>
    public string Key { get; }

    /// <summary>Pairs that are read, and kept, together.</summary>
    public int WindowPairs { get; }

    /// <summary>Longest prompt in tokens.</summary>
    public int MaximumTokens { get; }

    internal StudySpec Spec { get; }

    internal StudyModel Model { get; }

    internal PromptFormat Format { get; }

    /// <summary>A cell of a study.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The dataset has no such format.</exception>
    internal static StudyCell Of(CellId id, StudySpec spec, StudyModel model, StudyDataset dataset) => new(id, spec, model, dataset, dataset.Format(id.Format, spec.Protocol));

    /// <summary>Draws its prompts; the first ones are the same however many are drawn.</summary>
    /// <exception cref="ArgumentException">The demonstrations do not fit, or a class has too few examples that do.</exception>
    public PromptSet Prompts() => Prompts(Spec.Prompts);

    /// <summary>Draws the first of its prompts.</summary>
    internal PromptSet Prompts(int count) => Draw(_dataset.Examples, count);

    /// <summary>As many prompts of some of its examples, and as many of the others.</summary>
    /// <param name="share">Share of the examples that the first are drawn from.</param>
    internal (PromptSet First, PromptSet Second) SplitPrompts(double share)
    {
        var (first, second) = _dataset.Examples.Split(share, Spec.Seed);
        return (Draw(first, Spec.Prompts), Draw(second, Spec.Prompts));
    }

    private PromptSet Draw(ExampleSet examples, int count) => new PromptBuilder(examples, Format, Model.Tokenizer).Build(new PromptOptions
    {
        Setting = Id.Setting,
        Demonstrations = Spec.Demonstrations,
        Count = count,
        Seed = Spec.Seed,
        MaximumTokens = MaximumTokens,
        Protocol = Spec.Protocol,
    });

    private string Describe() => new JsonObject
    {
        ["version"] = Version,
        ["model"] = Model.Identity,
        ["dataset"] = Hash(_dataset.Examples),
        ["setting"] = Id.Setting.Name(),
        ["format"] = Id.Format,
        ["labels"] = new JsonArray([.. Format.Labels.Select(label => (JsonNode)label)]),
        ["template"] = Format.Template,
        ["narrative"] = Format.Narrative,
        ["demonstrations"] = Spec.Demonstrations,
        ["maximumTokens"] = MaximumTokens,
        ["seed"] = Spec.Seed,
        ["protocol"] = Spec.Protocol.ToString(),
        ["dtype"] = Spec.Dtype.ToString(),
    }.ToJsonString(SpecJson.Options);

    /// <summary>Of classes and texts, each text with its length, so that no two lists of rows read alike.</summary>
    private static string Hash(ExampleSet examples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in examples.Rows)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{row.Class}\n"));
            foreach (var field in row.Fields)
                hash.AppendData(Encoding.UTF8.GetBytes($"{field.Length}:{field}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
