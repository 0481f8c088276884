using Interp.Samples.Overthinking;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

using var stop = new StopSignal(Console.Error);
return stop.CodeOf(OverthinkingApp.Run(args, SampleTerminal.OfProcess(), stop.Token));
