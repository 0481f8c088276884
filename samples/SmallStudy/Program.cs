using Interp.Core.Results;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Datasets;
using Interp.Models;

var spec = SpecFile.Parse("""{ "models": [{ "name": "overthinker" }], "datasets": [{ "name": "unnatural" }], "measures": ["accuracy_gap"], "demonstrations": 4, "prompts": 40 }""");
var sources = new StudySources(StudyModels.In("."), StudyDatasets.In(".")); // what the names mean: built in, of the hub, or in this folder
var folder = Directory.CreateTempSubdirectory("study").FullName;
StudyRunner.Run(spec, sources, folder);

// Again with the same folder, and more prompts: 20 pairs are read, 40 are there. A study that was stopped or killed goes on like this.
var cell = StudyRunner.Run(spec with { Prompts = 60 }, sources, folder).Cells[0];
var gap = ResultsFolder.Read(Path.Combine(folder, "tables")).Measures[^1]; // at the last state and demonstration
Console.WriteLine($"{cell.State}: {cell.Pairs} pairs, {gap.Measure} {gap.Value:0.00} ({gap.Low:0.00} to {gap.High:0.00}) at state {gap.State}");
Directory.Delete(folder, recursive: true);
