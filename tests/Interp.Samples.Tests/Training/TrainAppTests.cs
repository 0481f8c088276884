using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Randomness;
using Interp.Models;
using Interp.Samples.Shared.Terminal;
using Interp.Samples.TrainOverthinker;
using Interp.Samples.TrainOverthinker.Training;
using TorchSharp;

namespace Interp.Samples.Tests.Training;

public sealed class TrainAppTests : IDisposable
{
    private static readonly string[] Small = ["--threads", "1", "--steps", "100", "--batch", "4"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A run that is stopped and goes on ends with the bytes of one that was not; so does the same seed again.</summary>
    [Fact]
    public void Run_StoppedAndGoneOn_EqualsARunInOneGo()
    {
        Train("whole", stopAfter: 6).Should().Be(130);
        Train("parts", stopAfter: 2).Should().Be(130);
        Train("parts", stopAfter: 4).Should().Be(130);
        Bytes("parts").Should().Equal(Bytes("whole"));
        Train("again", stopAfter: 6);
        Bytes("again").Should().Equal(Bytes("whole"));
    }

    [Fact]
    public void Run_CheckpointOfAnotherRecipe_IsRefused()
    {
        Train("run", stopAfter: 1);
        var errors = new StringWriter();
        var code = TrainApp.Run([.. Small, "--seed", "2", "--out", _folder.File("run")], SampleTerminal.OfWriters(TextWriter.Null, errors));
        code.Should().Be(2);
        errors.ToString().Should().Contain("another recipe").And.NotContain("   at ");
    }

    [Fact]
    public void Skip_EveryBlock_LeavesTheEmbeddingAlone()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Pretrained.Load("overthinker");
        var text = model.Batch("apple: fruit. tennis:");
        var first = LogitLens.Tokens(model, text.Sequences, Positions.Last, new TokenLensOptions { Top = 1 }).At(prompt: 0, state: 0, token: text.Width - 1).Top[0];
        using (StochasticDepth.Skip(model, new RandomStream(1), chance: 1))
            model.Logits(text, Positions.Last).argmax(-1).item<long>().Should().Be(first.Token);
        model.Logits(text, Positions.Last).argmax(-1).item<long>().Should().NotBe(first.Token);
    }

    private int Train(string name, int stopAfter)
    {
        using var stop = new CancellationTokenSource();
        return TrainApp.Run([.. Small, "--stop-after", stopAfter.ToString(System.Globalization.CultureInfo.InvariantCulture), "--out", _folder.File(name)], SampleTerminal.OfWriters(TextWriter.Null, TextWriter.Null), stop.Token);
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(_folder.File(name), "checkpoint.safetensors"));
}
