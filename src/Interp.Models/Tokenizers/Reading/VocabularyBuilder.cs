using System.Collections.Immutable;
using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Collects a model's tokens and the added ones, and checks that their ids are 0, 1, 2, … and each occurs once.</summary>
internal sealed class VocabularyBuilder(string source)
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly Dictionary<int, string> _tokens = [];
    private readonly HashSet<string> _added = [];

    /// <summary>Adds a token of the model.</summary>
    public void Add(string token, int id)
    {
        if (!_ids.TryAdd(token, id)) throw Broken($"token '{token}' occurs twice, as {_ids[token]} and {id}");
        AddId(token, id);
    }

    /// <summary>Adds a token that is found as it is written; the model may have it already, under the same id.</summary>
    public void Add(AddedToken token)
    {
        if (token.Content.Length == 0) throw Broken($"added token {token.Id} has no text");
        if (!_added.Add(token.Content)) throw Broken($"added token '{token.Content}' occurs twice");
        if (!_ids.TryGetValue(token.Content, out int id))
            AddId(token.Content, token.Id);
        else if (id != token.Id)
            throw Broken($"added token '{token.Content}' has id {token.Id}, but the vocabulary has it as {id}");
    }

    /// <summary>The vocabulary.</summary>
    public Vocabulary Build()
    {
        if (_tokens.Count == 0) throw Broken("the vocabulary is empty");

        var tokens = ImmutableArray.CreateBuilder<string>(_tokens.Count);
        for (int id = 0; id < _tokens.Count; id++)
        {
            tokens.Add(_tokens.TryGetValue(id, out string? token)
                ? token
                : throw Broken($"the ids of {_tokens.Count} tokens must be 0 to {_tokens.Count - 1}, but no token has {id}"));
        }
        return new Vocabulary(tokens.MoveToImmutable(), _ids);
    }

    private void AddId(string token, int id)
    {
        if (!_tokens.TryAdd(id, token)) throw Broken($"id {id} is both '{_tokens[id]}' and '{token}'");
    }

    private InvalidDataException Broken(string problem) => Malformed.Data($"{source}: {problem}.");
}
