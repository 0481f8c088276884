using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>Where the parts of a model go.</summary>
/// <param name="First">The embedding.</param>
/// <param name="Of">Each block.</param>
/// <param name="Last">Final norm and unembedding.</param>
internal sealed record PartDevices(Device First, Func<int, Device> Of, Device Last)
{
    public static PartDevices All(Device device) => new(device, _ => device, device);

    public static PartDevices By(DevicePlan plan) => new(plan.First, plan.Of, plan.Last);
}
