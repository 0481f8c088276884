using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Models;

// What each state of the model says comes next, and how sure it is: dotnet run -- "TEXT" [MODEL]
var text = args.Length > 0 ? args[0] : "apple: animal. tennis: plant. kiwi:";
using var model = Pretrained.Load(args.Length > 1 ? args[1] : "overthinker"); // or a folder, a .gguf file, a hub id
var tokens = model.Batch(text).Sequences;
var reading = LogitLens.Tokens(model, tokens, Positions.All, new TokenLensOptions { Top = 1 });
foreach (var state in reading.States.Reverse())
    Console.WriteLine($"{state,3}  {string.Join(" ", reading.TokensOf(0).Select(token => Cell(reading.At(0, state, token).Top[0])))}");

string Cell(RankedToken top) => $"{model.Tokenizer.Decode([top.Token]).Trim(),8} {top.Probability:0.00}";
