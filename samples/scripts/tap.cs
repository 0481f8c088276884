#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Models;

// Taps the stream after block 5: one vector a token.
using var model = Pretrained.Load("overthinker");
var text = model.Batch("apple: fruit. tennis: sport. kiwi:");
using (model.Tap(HookPoint.ResidPost(5), Positions.All, stream => Console.WriteLine($"batch pos d_model: {string.Join(" ", stream.shape)}")))
    model.Run(text);
