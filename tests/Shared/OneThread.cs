using System.Runtime.CompilerServices;
using TorchSharp;

namespace Interp.Tests;

/// <summary>
/// Models of the tests are so small that threads only wait for each other, more so beside other test runs: one for this
/// process, and one for those that it starts.
/// </summary>
internal static class OneThread
{
    [ModuleInitializer]
    public static void Set()
    {
        torch.set_num_threads(1);
        Environment.SetEnvironmentVariable("OMP_NUM_THREADS", "1");
    }
}
