using Interp.Core;
using Interp.Core.Heads;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Models.Checkpoints;
using Interp.Models.Tests.Parity;

namespace Interp.Models.Tests.Metrics;

/// <summary>Attention to earlier labels and the prefix-matching scores made of it, against the authors' code on the reference models.</summary>
public sealed class ReferenceAttentionTests
{
    private const int Labels = 3;

    public static TheoryData<string> Models
    {
        get
        {
            var models = new TheoryData<string>();
            foreach (var path in Directory.EnumerateFiles(Reference.Folder("metrics"), "*.safetensors").Order())
            {
                using var stored = SafetensorsFile.Open(path);
                if (stored.Entries.ContainsKey("attention.cfs_lab"))
                    models.Add(Path.GetFileNameWithoutExtension(path));
            }

            return models;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void PrefixMatching_EveryHeadAndDemonstration_IsTheReference(string name)
    {
        using var stored = SafetensorsFile.Open(Path.Combine(Reference.Folder("metrics"), $"{name}.safetensors"));
        using var model = Pretrained.Load(Reference.Model(name), PretrainedOptions.Default with { WithTokenizer = false });
        var set = ReferencePrompts.Of(name, stored, Protocol.Corrected);
        foreach (var kind in Enum.GetValues<PromptKind>())
        {
            var prompts = set.Prompts(kind);
            var reader = new LabelAttentionReader(allDemonstrations: true);
            Sweep.Run(model, prompts, [reader], new SweepOptions { BatchTokens = 200 });
            for (var query = 0; query < set.Demonstrations; query++)
            {
                foreach (var (to, prefix) in new[] { (Attended.Label, "cfs_lab"), (Attended.PreLabel, "cfs_prec_lab") })
                {
                    var options = new PrefixMatchOptions { By = MatchBy.Shown, To = to, Query = query };
                    Check($"{prefix}", PrefixMatching.All(reader.Attention, prompts, options));
                    Check($"{prefix}_same", PrefixMatching.Same(reader.Attention, prompts, options));
                    Check($"{prefix}_prime", PrefixMatching.Score(reader.Attention, prompts, Labels, options));
                    Check($"{prefix}_ratio", PrefixMatching.Ratio(reader.Attention, prompts, options));
                }

                void Check(string metric, HeadScores scores)
                {
                    var expected = Numbers(stored, $"attention.{metric}"); // [kind, position, layer, head]
                    foreach (var head in scores.Heads)
                    {
                        var at = (((int)kind * set.Demonstrations + query) * model.Info.Layers + head.Layer) * model.Info.Heads + head.Head;
                        scores.MeanAt(head).Should().BeApproximately(expected[at], 1e-5, $"{metric}, {kind}, demonstration {query}, head {head}");
                    }
                }
            }
        }
    }

    /// <summary>The label that a false prompt shows is one to one with the class where labels are permuted, so that both groupings agree.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void PrefixMatching_OfCorrectPrompts_IsTheSameByClass(string name)
    {
        using var stored = SafetensorsFile.Open(Path.Combine(Reference.Folder("metrics"), $"{name}.safetensors"));
        using var model = Pretrained.Load(Reference.Model(name), PretrainedOptions.Default with { WithTokenizer = false });
        var prompts = ReferencePrompts.Of(name, stored, Protocol.Corrected).Prompts(PromptKind.Correct);
        var reader = new LabelAttentionReader();
        Sweep.Run(model, prompts, [reader]);
        var (byClass, byShown) = (PrefixMatching.Score(reader.Attention, prompts, Labels), PrefixMatching.Score(reader.Attention, prompts, Labels, new PrefixMatchOptions { By = MatchBy.Shown }));
        foreach (var head in byClass.Heads)
            byClass.MeanAt(head).Should().Be(byShown.MeanAt(head));
        byClass.Top(3).Select(byClass.MeanAt).Should().BeInDescendingOrder();
        byClass.Top(1)[0].Should().Be(byClass.Heads.MaxBy(byClass.MeanAt));
    }

    private static float[] Numbers(Checkpoint stored, string name)
    {
        using var numbers = stored.Read(name);
        return numbers.data<float>().ToArray();
    }
}
