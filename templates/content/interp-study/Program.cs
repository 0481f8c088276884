using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Datasets;
using Interp.Models;

// Runs what is missing of the study; stopped or killed, run it again. Tables are in out/tables.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) => { press.Cancel = true; stop.Cancel(); };
var sources = new StudySources(StudyModels.In("."), StudyDatasets.In("."));
var manifest = StudyRunner.Run(SpecFile.Read("my.study.json"), sources, "out", new StudyRunOptions { Cancellation = stop.Token });
foreach (var cell in manifest.Cells)
    Console.WriteLine($"{cell.Id}: {cell.State} {cell.Reason}");
