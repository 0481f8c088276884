#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Models;

// The logit lens as a heat map in text: what each state says comes next, and how sure it is.
using var model = Pretrained.Load("overthinker");
var text = model.Batch(args is [var own] ? own : "apple: animal. tennis: plant. kiwi:").Sequences;
var reading = LogitLens.Tokens(model, text, Positions.All, new TokenLensOptions { Top = 1 });
foreach (var state in reading.States.Reverse())
    Console.WriteLine($"{state}  {string.Join(" ", reading.TokensOf(0).Select(token => Cell(reading.At(0, state, token).Top[0])))}");

string Cell(RankedToken top) => $"{model.Tokenizer.Decode([top.Token]).Trim(),8} {top.Probability:0.00}";
