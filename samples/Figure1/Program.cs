using Interp.Samples.Shared.Apps;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Paper.Items;
using Interp.Samples.Shared.Terminal;

// What it shows and needs: samples/Shared/Paper/Items/Figure1.cs
using var stop = new StopSignal(Console.Error);
return PaperApp.Run(Figure1.Item, args, SampleTerminal.OfProcess(), stop.Token);
