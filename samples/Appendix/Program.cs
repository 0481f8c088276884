using Interp.Samples.Shared.Apps;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Paper.Items;
using Interp.Samples.Shared.Terminal;

// What its parts show and need: samples/Shared/Paper/Items/AppendixParts.cs
using var stop = new StopSignal(Console.Error);
return PaperApp.Run("appendix", AppendixParts.All, args, SampleTerminal.OfProcess(), stop.Token);
