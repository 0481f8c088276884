using System.Collections.Immutable;
using System.CommandLine;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Listings;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Commands;

/// <summary>"doctor": what of this machine matters, and what is missing.</summary>
internal static class DoctorCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var output = ListingOption.Create();
        var command = new Command("doctor", "Checks this machine: libtorch, libstdc++, cores, instruction sets, cache, disk. Exit code 2 where something is missing.") { output };
        command.SetAction(parsed =>
        {
            ImmutableArray<Finding> findings = [.. MachineCheck.All()];
            ListingWriter.Write(terminal, new Listing
            {
                Kind = "doctor",
                Columns = ["what", "ok", "found"],
                Rows = [.. findings.Select(finding => ImmutableArray.Create<object?>(finding.What, finding.Ok, finding.Found))],
            }, parsed.GetValue(output));
            return findings.All(finding => finding.Ok) ? ExitCode.Success : ExitCode.BadInput;
        });
        return command;
    }
}
