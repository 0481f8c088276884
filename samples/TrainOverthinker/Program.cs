using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;
using Interp.Samples.TrainOverthinker;

using var stop = new StopSignal(Console.Error);
return TrainApp.Run(args, SampleTerminal.OfProcess(), stop.Token);
