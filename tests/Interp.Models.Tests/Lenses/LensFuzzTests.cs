using Interp.Core.LinearLenses;
using Interp.Core.Transformer;
using Interp.Models.Lenses;
using Interp.Models.Tests.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Lenses;

/// <summary>Damaged lens files are refused or read; they never crash, hang or leak.</summary>
[Trait("Category", "Long")]
public sealed class LensFuzzTests : IDisposable
{
    private const int Files = 3_000;

    private readonly TemporaryFolder _folder = new();
    private readonly HookedTransformer _model = TinyModel.Create(TinyArchitecture.GptNeoX, TinyOptions.Default with { Layers = 2, DModel = 8, Heads = 2, DMlp = 8 });

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("params.pt")]
    [InlineData("config.json")]
    public void Load_DamagedTunedLens_IsRefusedOrRead(string damaged)
    {
        using var lens = Lens(LinearLensKind.Tuned, [0, 1]);
        TunedLensFolder.Save(_folder.Path, lens, _model, "tiny");
        Survive(_folder.File(damaged), () => TunedLensFolder.Load(_folder.Path, _model)).Should().BeInRange(10, Files - 100);
    }

    [Fact]
    public void Load_DamagedJacobianLens_IsRefusedOrRead()
    {
        using var lens = Lens(LinearLensKind.Jacobian, [0, 1]);
        JacobianLensFile.Save(_folder.File("lens.pt"), lens, _model, 3);
        Survive(_folder.File("lens.pt"), () => JacobianLensFile.Load(_folder.File("lens.pt"), _model)).Should().BeInRange(10, Files - 100);
    }

    private static int Survive(string path, Func<LinearLens> load)
    {
        var (seed, read) = (File.ReadAllBytes(path), 0);
        for (var i = 0; i < Files; i++)
        {
            File.WriteAllBytes(path, Mutation.Of(seed, i));
            var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            try
            {
                load().Dispose();
                read++;
            }
            catch (InvalidDataException e)
            {
                e.Message.Should().Contain(Path.GetDirectoryName(path));
            }

            DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(live, "mutation {0} leaks nothing", i);
        }

        return read;
    }

    private static LinearLens Lens(LinearLensKind kind, int[] states) =>
        new(kind, states.ToDictionary(state => state, state => new StateMap(ones(8, 8), kind == LinearLensKind.Tuned ? ones(8) : null)));
}
