#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Batches;
using Interp.Models;
using static TorchSharp.torch;

// A model in bfloat16: half the memory, three digits.
using var exact = Pretrained.Load("overthinker");
using var model = Pretrained.Load("overthinker", PretrainedOptions.Default with { Dtype = ScalarType.BFloat16 });
using var logits = model.Logits(model.Batch("apple: fruit. tennis:"), Positions.Last);
using var reference = exact.Logits(exact.Batch("apple: fruit. tennis:"), Positions.Last);
Console.WriteLine($"{model.Dtype}, largest logit {logits.to(float32).max().item<float>():0.0}, in float32 {reference.max().item<float>():0.0}");
