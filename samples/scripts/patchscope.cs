#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Batches;
using Interp.Core.Patchscopes;
using Interp.Models;

// What is in a word's state? Puts each state of "tennis" in the place of "apple", in a prompt whose label is then read.
using var model = Pretrained.Load("overthinker");
var (source, target) = (model.Batch("tennis").Sequences, model.Batch("golf: sport. kiwi: fruit. apple:").Sequences[0]);
using var states = SourceStates.Read(model, source, Positions.Last);
var into = new PatchscopeTarget(target, Positions.At([[target.Tokens.Length - 2]]));
foreach (var reading in Patchscope.Read(model, states, into, PatchscopeCell.All(states, 0, 1, 2), top: 2))
    Console.WriteLine($"state {reading.Cell.From} into {reading.Cell.To}: {string.Join(", ", reading.Top.Select(top => $"{model.Tokenizer.Decode([top.Token])} {top.Probability:0.00}"))}");
