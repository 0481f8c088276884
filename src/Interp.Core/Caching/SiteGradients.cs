using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Caching;

/// <summary>
/// Activations at some points and the gradient of a metric with respect to each: what attribution patching needs (Nanda
/// 2023; the first-order effect of a patch is (other activation - activation) times gradient, summed).
/// </summary>
/// <param name="Metric">The metric's value.</param>
/// <param name="Activations">By point; disposed with this.</param>
/// <param name="Gradients">By point, of the activations' shapes; disposed with this.</param>
public sealed record SiteGradients(double Metric, ActivationCache Activations, ActivationCache Gradients) : IDisposable
{
    /// <summary>Runs forward and backward once.</summary>
    /// <param name="model">The model; its weights need no gradients.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="points">Where gradients are wanted.</param>
    /// <param name="metric">From logits, [batch, token, d_vocab], to one number.</param>
    /// <param name="positions">The tokens whose logits the metric needs; null for all.</param>
    /// <returns>Activations and gradients; the caller owns them.</returns>
    /// <exception cref="InvalidOperationException">Gradients are switched off on this thread, or the metric does not depend on the points.</exception>
    public static SiteGradients Of(HookedTransformer model, Batch batch, IReadOnlyCollection<HookPoint> points, Func<Tensor, Tensor> metric, Positions? positions = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(metric);
        if (points.Count == 0)
            throw new ArgumentException("No point was named.", nameof(points));
        if (!is_grad_enabled())
            throw new InvalidOperationException("Gradients are asked for inside torch.no_grad(); end it first.");

        using var scope = NewDisposeScope();
        var sites = new Dictionary<HookPoint, Tensor>();
        using var hooks = HookScope.Join(points.Distinct().Select(point => model.Hook(point, (x, _) => HookResult.Replace(sites[point] = Follow(x).MoveToOtherDisposeScope(scope)))));
        var value = metric(model.Logits(batch, positions ?? Positions.All));
        if (value.NumberOfElements != 1)
            throw new InvalidOperationException($"The metric must be one number; it has shape [{string.Join(", ", value.shape)}].");
        if (!value.requires_grad)
            throw new InvalidOperationException("The metric does not depend on the points: it was computed without the logits, or under no_grad.");

        var order = sites.Keys.ToArray();
        var gradients = autograd.grad([value.sum()], [.. order.Select(point => sites[point])], allow_unused: true);
        return new SiteGradients(
            value.detach().to(float64).item<double>(),
            new ActivationCache(order.ToDictionary(point => point, point => sites[point].detach().DetachFromDisposeScope()), batch.Members),
            new ActivationCache(order.Select((point, i) => (point, i)).ToDictionary(pair => pair.point, pair => OrZero(gradients[pair.i], sites[pair.point]).DetachFromDisposeScope()), batch.Members));
    }

    /// <summary>Frees activations and gradients.</summary>
    public void Dispose()
    {
        Activations.Dispose();
        Gradients.Dispose();
    }

    /// <summary>The activation as a node of the graph; where none leads to it yet, as its beginning.</summary>
    private static Tensor Follow(Tensor x) => x.requires_grad ? x.alias() : x.detach().requires_grad_();

    private static Tensor OrZero(Tensor? gradient, Tensor site) => gradient is null || gradient.IsInvalid ? zeros_like(site) : gradient;
}
