using Interp.Samples.Shared.Apps;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Paper.Items;
using Interp.Samples.Shared.Terminal;

// What it shows and needs: samples/Shared/Paper/Items/Table3.cs
using var stop = new StopSignal(Console.Error);
return PaperApp.Run(Table3.Item, args, SampleTerminal.OfProcess(), stop.Token);
