using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Interp.Models;
using Interp.Models.Checkpoints;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;
using Interp.Samples.TrainOverthinker.Card;
using Interp.Samples.TrainOverthinker.Lessons;
using Interp.Samples.TrainOverthinker.Training;
using Interp.Samples.TrainOverthinker.Words;
using static TorchSharp.torch;

namespace Interp.Samples.TrainOverthinker;

/// <summary>The command line of this sample.</summary>
public static class TrainApp
{
    private const int Reported = 100;    // Steps between lines of progress.
    private const int CardPairs = 1_000; // Of prompts that the card is about.
    private const ulong CardSeed = 20;
    private const string CheckpointFile = "checkpoint.safetensors";

    /// <summary>Trains, or goes on training.</summary>
    /// <param name="arguments">As given to Main.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="stop">Cancelled by Ctrl-C.</param>
    /// <returns>0 when done, 2 for bad input, 130 when stopped.</returns>
    public static int Run(IReadOnlyList<string> arguments, SampleTerminal terminal, CancellationToken stop = default)
    {
        var preset = new Recipe();
        var output = new Option<string>("--out") { Description = "The model's folder.", HelpName = "DIR", DefaultValueFactory = _ => "out/overthinker" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of every random choice.", DefaultValueFactory = _ => preset.Seed };
        var steps = new Option<int>("--steps") { Description = "Optimiser steps at most.", DefaultValueFactory = _ => preset.Steps };
        var batch = new Option<int>("--batch") { Description = "Sequences of a step.", DefaultValueFactory = _ => preset.Batch };
        var conflict = new Option<int>("--conflict-steps") { Description = "Steps with permuted labels among the sequences.", DefaultValueFactory = _ => preset.ConflictSteps };
        var permuted = new Option<double>("--permuted") { Description = "Share of sequences that show permuted labels then.", DefaultValueFactory = _ => preset.Permuted };
        var threads = new Option<int>("--threads") { Description = "Threads; the same number gives the same bits.", DefaultValueFactory = _ => 1 };
        var portion = new Option<int>("--stop-after") { Description = "Steps of this call; the next one goes on.", DefaultValueFactory = _ => int.MaxValue };
        var root = new RootCommand("Trains a small model that learns what objects are, and to copy; shown wrong labels, its early layers know better than its last.")
        {
            output, seed, steps, batch, conflict, permuted, threads, portion,
        };
        root.SetAction((parsed, token) =>
        {
            set_num_threads(parsed.GetValue(threads));
            var recipe = preset with
            {
                Seed = parsed.GetValue(seed),
                Steps = parsed.GetValue(steps),
                Batch = parsed.GetValue(batch),
                ConflictSteps = parsed.GetValue(conflict),
                Permuted = parsed.GetValue(permuted),
            };
            return Task.FromResult(Train(recipe, parsed.GetRequiredValue(output), parsed.GetValue(portion), terminal, token));
        });
        root.Add(Card(terminal));
        return SampleHost.Run(root, arguments, "samples/TrainOverthinker", terminal, stop);
    }

    private static Command Card(SampleTerminal terminal)
    {
        var folder = new Option<string>("--model") { Description = "The model's folder.", HelpName = "DIR", DefaultValueFactory = _ => "out/overthinker" };
        var pairs = new Option<int>("--pairs") { Description = $"Pairs of prompts, a multiple of {EffectsReader.LetterDraws}.", DefaultValueFactory = _ => CardPairs };
        var command = new Command("card", "Measures a trained model again and writes its card.") { folder, pairs };
        command.SetAction(parsed =>
        {
            WriteCard(parsed.GetRequiredValue(folder), parsed.GetValue(pairs), terminal);
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteCard(string folder, int pairs, SampleTerminal terminal)
    {
        var (recipe, state) = TrainingState.Read(Path.Combine(folder, CheckpointFile));
        using var model = Pretrained.Load(folder);
        var card = ModelCard.Markdown(recipe, state, new EffectsReader(model, pairs, CardSeed).Read());
        File.WriteAllText(Path.Combine(folder, "README.md"), card);
        terminal.Line(card);
    }

    private static int Train(Recipe recipe, string folder, int portion, SampleTerminal terminal, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        ModelFolder.WriteDescription(folder, recipe);
        var initial = new InitialWeights(recipe);
        using var model = Untrained.Create(folder, initial.Make);
        using var optimizer = new AdamW(initial.All, recipe.WeightDecay, recipe.Clip);
        var checkpoint = Path.Combine(folder, CheckpointFile);
        var state = File.Exists(checkpoint) ? TrainingState.Read(checkpoint, recipe, initial.All, optimizer) : TrainingState.Start;
        foreach (var weight in initial.All.Values)
            weight.requires_grad_(true);

        var trainer = new Trainer(recipe, model, optimizer, new LessonWriter(model.Tokenizer, recipe.Demonstrations));
        var clock = Stopwatch.StartNew();
        var done = 0;
        var loss = 0.0;
        while (!trainer.IsDone(state))
        {
            var stage = state.Stage;
            (state, var stepLoss) = trainer.Step(state);
            loss += stepLoss;
            done++;
            if (state.Stage != stage)
                terminal.Line($"step {state.Step}: {Stage.All[state.Stage].Name}");
            if (state.Step % Reported == 0 || trainer.IsDone(state))
            {
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{state}, loss {loss / done:0.000}, {clock.Elapsed.TotalSeconds / done:0.00} s a step"));
                foreach (var line in TruthByLayer.Lines(model, recipe.Demonstrations))
                    terminal.Line(line);
                state.Write(checkpoint, recipe, initial.All, optimizer);
                (done, loss) = (0, 0);
                clock.Restart();
            }

            if (stop.IsCancellationRequested || --portion <= 0)
            {
                state.Write(checkpoint, recipe, initial.All, optimizer);
                terminal.Line($"Stopped at step {state.Step}; the same command goes on from there.");
                return ExitCode.Stopped;
            }
        }

        WriteWeights(Path.Combine(folder, "model.safetensors"), initial.All);
        WriteCard(folder, CardPairs, terminal);
        terminal.Line($"The model is in {folder}");
        return ExitCode.Success;
    }

    private static void WriteWeights(string path, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(path, weights.ToDictionary(pair => pair.Key, pair => pair.Value.detach().to(ScalarType.Float16)), new Dictionary<string, string> { ["format"] = "pt" });
    }
}
