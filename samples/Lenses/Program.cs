using Interp.Samples.Shared.Apps;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

using var stop = new StopSignal(Console.Error);
return LensesApp.Run(args, SampleTerminal.OfProcess(), stop.Token);
