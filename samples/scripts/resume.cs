#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Datasets;
using Interp.Models;

// A study that was stopped goes on where it was: run it again with the same folder. It keeps what it reads by windows of 50 pairs.
var folder = Directory.CreateTempSubdirectory("study").FullName;
var spec = SpecFile.Parse("""{ "models": [{ "name": "overthinker" }], "datasets": [{ "name": "unnatural" }], "demonstrations": 4, "prompts": 60 }""");
var sources = new StudySources(StudyModels.In(folder), StudyDatasets.In(folder));
using var stop = new CancellationTokenSource();
try { StudyRunner.Run(spec, sources, folder, new StudyRunOptions { Cancellation = stop.Token, BatchTokens = 512, Progress = new Each(read => { if (read >= 110) stop.Cancel(); }) }); }
catch (OperationCanceledException) { Console.WriteLine("stopped"); }
long? first = null;
Console.WriteLine($"{StudyRunner.Run(spec, sources, folder, new StudyRunOptions { Progress = new Each(read => first ??= read) }).Cells[0].State}, prompts there when it went on: {first}");

sealed class Each(Action<long> then) : IProgress<StudyProgress> { public void Report(StudyProgress at) => then(at.Prompts); }
