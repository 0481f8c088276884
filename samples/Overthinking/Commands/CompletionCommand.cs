using System.CommandLine;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Commands;

/// <summary>"completion": a script for a shell, which asks this program what may come next.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            # source <(interp completion bash)
            _interp() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(interp "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _interp interp
            """,
        ["zsh"] = """
            # source <(interp completion zsh)
            _interp() {
                local -a found
                found=("${(@f)$(interp "[suggest:$((CURSOR + 0))]" "$BUFFER" 2>/dev/null)}")
                compadd -a found
            }
            compdef _interp interp
            """,
        ["fish"] = """
            # interp completion fish | source
            complete -c interp -f -a '(set -l line (commandline -cp); interp "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null)'
            """,
        ["pwsh"] = """
            # interp completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName interp -ScriptBlock {
                param($word, $line, $cursor)
                interp "[suggest:$cursor]" "$line" | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    public static Command Create(SampleTerminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Prints a script that completes commands and options in a shell; its first line says how to load it.") { shell };
        command.SetAction(parsed =>
        {
            terminal.Line(Scripts[parsed.GetRequiredValue(shell)].ReplaceLineEndings("\n"));
            return ExitCode.Success;
        });
        return command;
    }
}
