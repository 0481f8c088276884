#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Datasets;
using Interp.Models;

// A study that was stopped goes on where it was: run it again with the same folder.
var folder = Directory.CreateTempSubdirectory("study").FullName;
var spec = SpecFile.Parse("""{ "models": [{ "name": "overthinker" }], "datasets": [{ "name": "unnatural" }], "demonstrations": 4, "prompts": 60 }""");
var sources = new StudySources(StudyModels.In(folder), StudyDatasets.In(folder));
using var stop = new CancellationTokenSource();
try { StudyRunner.Run(spec, sources, folder, new StudyRunOptions { Cancellation = stop.Token, BatchTokens = 512, Progress = new StopAt(stop) }); }
catch (OperationCanceledException) { Console.WriteLine("stopped"); }
Console.WriteLine(StudyRunner.Run(spec, sources, folder).Cells[0].State);

sealed class StopAt(CancellationTokenSource stop) : IProgress<StudyProgress> { public void Report(StudyProgress at) { if (at.Prompts >= 60) stop.Cancel(); } }
