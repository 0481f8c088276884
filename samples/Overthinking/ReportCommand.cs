using System.CommandLine;
using System.Text;
using Interp.Samples.Overthinking.Pages;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking;

/// <summary>"report": one page of a study's results; or whether a page still says what the rows say.</summary>
internal static class ReportCommand
{
    /// <summary>The page in its results folder.</summary>
    public const string FileName = "report.html";

    public static Command Create(SampleTerminal terminal)
    {
        var results = new Option<string>("--results") { Description = "The results folder of a study, or any folder with result rows.", HelpName = "FOLDER", Required = true };
        var output = new Option<string?>("--page", "--output") { Description = "The page; without it, report.html in the results folder.", HelpName = "FILE" };
        var model = new Option<string?>("--model") { Description = "Only this model.", HelpName = "NAME" };
        var check = new Option<bool>("--check") { Description = "Writes nothing; says whether the page is that of these rows (exit code 0) or not (2)." };

        var command = new Command("report", "Makes one self-contained page of all figures, tables and prompts of a study.") { results, output, model, check };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(results);
            var path = parsed.GetValue(output) ?? Path.Combine(folder, FileName);
            return parsed.GetValue(check) ? Check(terminal, folder, parsed.GetValue(model), path) : Write(terminal, folder, parsed.GetValue(model), path);
        });
        return command;
    }

    /// <summary>Makes the page of a results folder.</summary>
    public static int Write(SampleTerminal terminal, string folder, string? model, string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: is a folder; --output names the page's file.");
        var target = OutputFolder.At(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var page = ReportBuilder.Page(ReportRows.Read(folder, model));
        target.Publish(stage => File.WriteAllText(Path.Combine(stage, Path.GetFileName(path)), page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        terminal.Note($"Written to {path}: {Encoding.UTF8.GetByteCount(page) / 1024} KB, opens in any browser, offline");
        return ExitCode.Success;
    }

    private static int Check(SampleTerminal terminal, string folder, string? model, string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such page. Make it: the same command without --check.", path);
        var expected = Encoding.UTF8.GetBytes(ReportBuilder.Page(ReportRows.Read(folder, model)));
        if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(expected))
            throw new InvalidDataException($"{path}: is not the page of the rows in {folder}: the rows, the page or this program have changed since it was made. Make it again: the same command without --check.");
        terminal.Line($"{path} is the page of these rows.");
        return ExitCode.Success;
    }
}
