using System.Collections.Immutable;
using System.Text.Json;
using Interp.Core.Prompts;
using Interp.Core.Transformer;

namespace Interp.Models.Tests.Parity;

/// <summary>A real model and stored real prompts, which lie beside the checkout and may be absent.</summary>
public sealed class SmolLm2 : IDisposable
{
    private HookedTransformer? _model;

    public static string? ModelFile => Repository.SharedFolder is not { } folder ? null : Directory.EnumerateFiles(Path.Combine(folder, "models"), "*.gguf").Order().FirstOrDefault();

    public HookedTransformer Model => _model ??= Pretrained.Load(ModelFile ?? throw new InvalidOperationException("Skip first."));

    public static void SkipIfAbsent() => Skip.If(ModelFile is null, "the real model's folder, shared/, is not beside this checkout");

    public static string Reference(string file) => Repository.Shared("reference", "smollm2", file);

    /// <summary>The stored prompts in file order: correct and false alternate.</summary>
    public static IReadOnlyList<(PromptKind Kind, Prompt Prompt)> Prompts(string task) =>
        [.. File.ReadLines(Reference($"{task}.prompts.jsonl")).Select(Parse)];

    public void Dispose() => _model?.Dispose();

    private static (PromptKind Kind, Prompt Prompt) Parse(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        ImmutableArray<int> Numbers(string key) => [.. json.GetProperty(key).EnumerateArray().Select(number => number.GetInt32())];
        var kind = json.GetProperty("kind").GetString() == "true" ? PromptKind.Correct : PromptKind.False;
        var preLabel = Numbers("pre_label_index");
        return (kind, new Prompt
        {
            Text = json.GetProperty("text").GetString()!,
            Tokens = Numbers("ids"),
            PreLabel = preLabel,
            LabelSpans = [.. preLabel.Select(index => new TokenSpan(index + 1, index + 2))],
            Classes = Numbers("classes"),
            Shown = Numbers("shown"),
        });
    }
}
