using System.Collections.Immutable;
using System.CommandLine;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies.Paper;
using Interp.Core.Transformer;
using Interp.Datasets;
using Interp.Datasets.Benchmarks;
using Interp.Models;
using Interp.Samples.Shared.Attention;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Paper;
using Interp.Samples.Shared.Results;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Shared.Apps;

/// <summary>Figure 5: what heads attend to on one prompt, or on any text.</summary>
public static class AttentionApp
{
    private const string Name = "figure5";
    private const int LongestPrompt = 2048;
    private static readonly PaperNeeds Scores = new() { Rows = "attention of heads in the permuted setting", Measures = ["attention"] };

    /// <summary>Runs the app.</summary>
    /// <param name="arguments">As given to Main.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="stop">Cancelled by Ctrl-C.</param>
    /// <returns>0 when done, 2 for bad input, 130 when stopped.</returns>
    public static int Run(IReadOnlyList<string> arguments, SampleTerminal terminal, CancellationToken stop = default)
    {
        var root = new RootCommand("Figure5 of the paper: what three kinds of heads attend to; or any head on any text.");
        var (common, own) = (new PaperArguments(Name), new AttentionArguments());
        common.AddTo(root);
        own.AddTo(root);
        root.SetAction((parsed, cancelled) => Task.FromResult(Run(common.Of(parsed), own.Heads(parsed), own.Text(parsed), own.Prompt(parsed), own.Correct(parsed), terminal, cancelled)));
        return SampleHost.Run(root, arguments, "samples/Figure5", terminal, stop);
    }

    private static int Run(PaperOptions options, HeadId[] heads, string? text, int prompt, bool correct, SampleTerminal terminal, CancellationToken stop)
    {
        var folder = OutputFolder.At(options.Out);
        if (options.Results is { } stored)
            return OfRows(options.Model is { } only ? StoredRows.Read(stored).Of(only) : StoredRows.Read(stored), folder, terminal);
        if (text is not null && heads.Length == 0)
            throw new ArgumentException("--text needs --head: only few-shot prompts give heads the scores that they are chosen by.");

        var kinds = heads.Length > 0 ? [.. heads.Select(head => (Head: head, Kind: ""))] : Chosen(options, terminal, stop);
        stop.ThrowIfCancellationRequested();
        var source = options.Model ?? DefaultModel.Name;
        using var model = Pretrained.Load(source);
        if (!model.HasTokenizer)
            throw new InvalidDataException($"{source}: the model comes without a tokenizer; put its tokenizer.json beside the weights.");
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(source));
        HeadId[] shown = [.. kinds.Select(one => one.Head)];
        var pictures = text is null ? OfPrompt(model, options, shown, name, prompt, correct) : AttentionPictures.OfText(model, model.Batch(text).Sequences[0], shown, name);
        Publish([.. pictures.Zip(kinds, (picture, kind) => picture with { Caption = kind.Kind })], folder, options.Scale, terminal);
        return ExitCode.Success;
    }

    private static (HeadId Head, string Kind)[] Chosen(PaperOptions options, SampleTerminal terminal, CancellationToken stop)
    {
        var found = HeadKinds.Of(PaperRun.Run(Scores, options with { Datasets = [.. options.Datasets.Take(1)] }, terminal, stop).Attention);
        terminal.WriteWide(ValueTable.Of(Table(found, "Heads by their scores")));
        return [.. found.Select(one => (one.Head, one.Kind))];
    }

    private static ImmutableArray<AttentionPicture> OfPrompt(HookedTransformer model, PaperOptions options, HeadId[] heads, string name, int prompt, bool correct)
    {
        var benchmark = BenchmarkRegistry.Paper.Get(options.Datasets.FirstOrDefault() ?? Unnatural.Benchmark.Key);
        var dataset = options.Data is { } path ? benchmark.Load(path)
            : benchmark == Unnatural.Benchmark ? Unnatural.Load()
            : throw new ArgumentException($"--dataset {benchmark.Key} needs --data PATH, the file or folder with its rows. Data: {benchmark.Origin}.");
        var pairs = dataset.Prompts(model.Tokenizer, new PromptOptions
        {
            Setting = Setting.Permuted,
            Demonstrations = options.Demonstrations,
            Count = prompt + 1,
            Seed = options.Seed,
            MaximumTokens = Math.Min(LongestPrompt, model.Info.ContextLength),
        }).Pairs;
        var kind = correct ? PromptKind.Correct : PromptKind.False;
        return AttentionPictures.Of(model, correct ? pairs[prompt].Correct : pairs[prompt].False, heads, name, benchmark.Title, kind);
    }

    private static void Publish(ImmutableArray<AttentionPicture> pictures, OutputFolder folder, int scale, SampleTerminal terminal)
    {
        var labels = pictures[0].SameClass.IsEmpty ? "" : pictures[0].Prompts == PromptKind.Correct ? ", correct labels" : ", permuted labels";
        const string Title = "What heads attend to from the token before the last label";
        var figure = AttentionPainter.Paint(
            pictures,
            Title,
            $"{pictures[0].Model}, {pictures[0].Source}{labels}; the deeper the red, the more attention a token gets from the boxed one; each head has its own scale");
        if (terminal.Out.Profile.Out.IsTerminal)
        {
            foreach (var picture in pictures)
            {
                terminal.Line($"Head {picture.Head} {picture.Caption}");
                terminal.Out.Write(AttentionMarkup.Of(picture));
            }
        }

        terminal.WriteWide(ValueTable.Of(AttentionTables.Demonstrations(pictures)));
        folder.Publish(stage =>
        {
            figure.Save(stage, Name, scale);
            AttentionTables.Tokens(pictures).Write(Path.Combine(stage, $"{Name}.csv"));
            File.WriteAllText(
                Path.Combine(stage, $"{Name}.html"),
                PicturePage.Of(Title, $"{pictures[0].Model}, {pictures[0].Source}{labels}. The deeper the ground, the more attention a token gets; rest on it for the weight.", pictures.Select(AttentionHtml.Of)));
        });
        terminal.Note($"Written to {folder.Path}: {Name}.png, .svg, .csv, .html");
    }

    /// <summary>Stored rows name the heads; what single tokens get, they do not say.</summary>
    private static int OfRows(ResultsFolder results, OutputFolder folder, SampleTerminal terminal)
    {
        PaperTable[] tables =
        [
            .. from rows in results.Attention.GroupBy(row => (row.Model, row.Dataset))
               select Table(HeadKinds.Of(rows), $"{PaperTitles.OfModel(rows.Key.Model)}, {PaperTitles.OfDataset(rows.Key.Dataset)}: the kinds of heads that the figure shows"),
            .. PaperTables.Of(results, Studies.PaperSuite.For(results)).Tables.Where(table => table.Name.StartsWith("r07-heads", StringComparison.Ordinal)),
        ];
        if (tables.Length == 0)
            throw new InvalidDataException($"{results.Path}: no rows for attention patterns; they need {Scores.Rows}.");
        folder.Publish(stage =>
        {
            foreach (var (index, table) in tables.Index())
                table.Write(Path.Combine(stage, $"table-{FileName.Of(table.Name)}{(tables.Take(index).Any(other => other.Name == table.Name) ? $"-{index + 1}" : "")}.csv"));
        });
        foreach (var table in tables)
            terminal.WriteWide(ValueTable.Of(table));
        terminal.Line("Missing: attention of single tokens: result rows hold none, hence no picture; without --results a model is run.");
        terminal.Note($"Written to {folder.Path}: {tables.Length} tables as CSV");
        return ExitCode.Success;
    }

    private static PaperTable Table(IReadOnlyList<(HeadId Head, string Kind, AttentionRow Row)> heads, string title) => new()
    {
        Name = "kinds-of-heads",
        Title = title,
        Columns = ["head", "kind", "attention_all_labels", "pm_score", "pm_score_before_label"],
        Rows = [.. heads.Select(one => ImmutableArray.Create<object?>(one.Head.ToString(), one.Kind, one.Row.AttentionAllLabels, one.Row.PmScore, one.Row.PmScoreBeforeLabel))],
    };
}
