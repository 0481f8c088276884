using System.Text.Json;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

public sealed class RunDtypeTests
{
    [Theory]
    [MemberData(nameof(ReferenceModelTests.Models), MemberType = typeof(ReferenceModelTests))]
    public void Probe(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(Reference.Model(name), "cases.json")));
        using var m64 = Pretrained.Load(Reference.Model(name), new() { Dtype = ScalarType.Float64 });
        using var m32 = Pretrained.Load(Reference.Model(name));
        using var m16 = Pretrained.Load(Reference.Model(name), new() { Dtype = ScalarType.BFloat16 });
        var text = "";
        foreach (var p in new[] { "prompt0", "prompt1", "prompt2" })
        {
            var batch = Batch.Of(Reference.Ids(expected, $"{p}.ids"));
            var stored = expected.Read($"{p}.logits");
            var (l64, l32, l16) = (m64.Logits(batch)[0], m32.Logits(batch)[0], m16.Logits(batch)[0]);
            var want = cases.RootElement.GetProperty("float64_minus_float32_logits").GetProperty(p).GetDouble();
            var scale = l64.abs().max().item<double>();
            var argmax = l16.argmax(-1).eq(l64.argmax(-1)).to(float32).mean().item<float>();
            text += $"{name} {p}: 64-stored {Reference.Difference(l64, stored):e8} want {want:e8} | 32-stored {Reference.Difference(l32, stored):e2} | 64-32 {Reference.Difference(l64, l32):e2} | bf16-64 {Reference.Difference(l16, l64):f3} of {scale:f1} argmax {argmax:f2} rms {((l16.to(float64)-l64).square().mean().sqrt()/l64.square().mean().sqrt()).item<double>():e2}\n";
            var line = "   ";
            foreach (var layer in Enumerable.Range(0, m64.Info.Layers))
            {
                using var x = m64.Tap(HookPoint.ResidPost(layer), Positions.All, a => line += $" L{layer} {Reference.Difference(a[0], expected.Read($"{p}.blocks.{layer}.hook_resid_post")):e2}");
                m64.Run(batch);
            }
            text += line + "\n";
        }
        File.AppendAllText("/tmp/probe.txt", text);
    }
}
