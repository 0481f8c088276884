#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Batches;
using Interp.Models;

// A model from the hub, through the cache that the Python libraries share: what does it say next?
using var model = Pretrained.Load(args is [var id, ..] ? id : "EleutherAI/pythia-70m");
using var logits = model.Logits(model.Batch(args is [_, var text] ? text : "The capital of France is"), Positions.Last);
Console.WriteLine($"{model.Info.Layers} blocks, next:{model.Tokenizer.Decode([(int)logits.argmax().item<long>()])}");
