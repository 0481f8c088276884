using static TorchSharp.torch;

namespace Interp.Samples.TrainOverthinker.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019) after clipping by the norm of all gradients. Its state is
/// plain tensors by name, so that a run resumes to the bit.
/// </summary>
/// <remarks>
/// Numbers meet tensors as tensors, and tensors are subtracted: TorchSharp makes a scalar of each number, and of the factor
/// of each sum, which it may let go while a kernel still reads it.
/// </remarks>
internal sealed class AdamW : IDisposable
{
    private readonly IReadOnlyDictionary<string, Tensor> _weights;
    private readonly Dictionary<string, Tensor> _means = [];
    private readonly Dictionary<string, Tensor> _squares = [];
    private readonly double _decay;
    private readonly double _clip;

    /// <summary>An optimiser that has seen nothing.</summary>
    /// <param name="weights">What it moves; stays the caller's.</param>
    /// <param name="decay">Weight decay.</param>
    /// <param name="clip">Longest gradient.</param>
    public AdamW(IReadOnlyDictionary<string, Tensor> weights, double decay, double clip)
    {
        (_weights, _decay, _clip) = (weights, decay, clip);
        foreach (var (name, weight) in weights)
        {
            _means[name] = zeros_like(weight).DetachFromDisposeScope();
            _squares[name] = zeros_like(weight).DetachFromDisposeScope();
        }
    }

    private const double MeanKept = 0.9;
    private const double SquareKept = 0.98;
    private const double Epsilon = 1e-8;

    /// <summary>What a later run needs to go on.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State =>
        _means.Select(pair => KeyValuePair.Create("mean." + pair.Key, pair.Value)).Concat(_squares.Select(pair => KeyValuePair.Create("square." + pair.Key, pair.Value)));

    /// <summary>Moves the weights against their gradients, which are dropped.</summary>
    /// <param name="step">Which step this is, from 1.</param>
    /// <param name="rate">Learning rate.</param>
    public void Step(int step, double rate)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var clip = Clip();
        Tensor newMean = tensor(MeanKept - 1), newSquare = tensor(SquareKept - 1), epsilon = tensor(-Epsilon);
        Tensor kept = tensor(1 - rate * _decay), keptMean = tensor(MeanKept), keptSquare = tensor(SquareKept);
        Tensor pace = tensor(rate / (1 - Math.Pow(MeanKept, step))), correction = tensor(1 / (1 - Math.Pow(SquareKept, step)));
        foreach (var (name, weight) in Moving())
        {
            using var inner = NewDisposeScope();
            var gradient = weight.grad! * clip;
            _means[name].mul_(keptMean).sub_(gradient * newMean);
            _squares[name].mul_(keptSquare).sub_(gradient * gradient * newSquare);
            weight.mul_(kept).sub_(_means[name] * pace / ((_squares[name] * correction).sqrt() - epsilon));
            weight.grad = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, state) in State)
            state.Dispose();
    }

    /// <summary>The weights that took part in the loss; those of skipped blocks rest.</summary>
    private IEnumerable<KeyValuePair<string, Tensor>> Moving() => _weights.Where(pair => pair.Value.grad is not null);

    /// <summary>What gradients are multiplied by to be no longer than allowed, [].</summary>
    private Tensor Clip()
    {
        var squares = Moving().Select(pair => (pair.Value.grad! * pair.Value.grad!).sum()).ToArray();
        var norm = stack(squares).sum().sqrt();
        return tensor((float)_clip) / maximum(norm, tensor((float)_clip));
    }
}
