using System.CommandLine;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Cluster;

internal static class CostCommand
{
    public static Command Create(SampleTerminal terminal) => new("cost");
}
