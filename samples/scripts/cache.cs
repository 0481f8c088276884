#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Models;

// Activations for Python: safetensors.numpy.load_file("cache.safetensors")["blocks.3.attn.hook_pattern"]
using var model = Pretrained.Load("overthinker");
var text = model.Batch("apple: fruit. tennis: sport. kiwi:");
using var cache = ActivationCache.Record(model, text, CacheRequest.Of(HookSite.ResidPost, HookSite.Pattern));
var path = args is [var own] ? own : Path.Combine(Path.GetTempPath(), "cache.safetensors");
cache.Save(path, CacheOrigin.Of("overthinker", text));
Console.WriteLine($"{cache.Points.Count} activations, {cache.Bytes / 1024} KB");
