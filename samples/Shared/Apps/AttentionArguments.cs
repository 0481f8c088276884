using System.CommandLine;
using Interp.Core.Transformer;
using Interp.Samples.Shared.Hosting;

namespace Interp.Samples.Shared.Apps;

/// <summary>What the attention app takes beside the options of all figures.</summary>
internal sealed class AttentionArguments
{
    private readonly Option<string[]> _heads = new("--head") { Description = "Heads to show, written BLOCK.HEAD: 14.6; without it one of each kind, by their scores.", HelpName = "HEAD", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _prompt = new("--prompt") { Description = "Which of the drawn prompts.", HelpName = "N", DefaultValueFactory = _ => 0, CustomParser = Parsing.WholeNumber("--prompt", 0, 65_534) };
    private readonly Option<bool> _correct = new("--correct") { Description = "The prompt with correct labels instead of permuted ones." };
    private readonly Option<string?> _text = new("--text") { Description = "Any text instead of a prompt; attention is that of its last token. Needs --head.", HelpName = "TEXT" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _heads, _prompt, _correct, _text })
            command.Add(option);
    }

    public HeadId[] Heads(ParseResult parsed)
    {
        try
        {
            return [.. (parsed.GetValue(_heads) ?? []).Select(HeadId.Parse)];
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"--head: {e.Message}", e);
        }
    }

    public int Prompt(ParseResult parsed) => parsed.GetValue(_prompt);

    public bool Correct(ParseResult parsed) => parsed.GetValue(_correct);

    public string? Text(ParseResult parsed) => parsed.GetValue(_text);
}
