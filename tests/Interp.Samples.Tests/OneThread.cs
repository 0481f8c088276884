using System.Runtime.CompilerServices;
using TorchSharp;

namespace Interp.Samples.Tests;

/// <summary>Models of the tests are so small that threads only wait for each other, more so beside other test runs.</summary>
internal static class OneThread
{
    [ModuleInitializer]
    public static void Set() => torch.set_num_threads(1);
}
