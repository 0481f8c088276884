using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Collects merges in the order of their ranks and checks that each joins two tokens into a third.</summary>
internal sealed class MergeTableBuilder(string source, Vocabulary vocabulary)
{
    private readonly MergeTable _table = new(vocabulary.Count);
    private int _rank;

    /// <summary>Adds "left right", the two parted by one space.</summary>
    public void Add(string pair)
    {
        int space = pair.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || pair.LastIndexOf(' ') != space)
            throw Broken($"expected two tokens parted by one space, found '{pair}'");
        Add(pair[..space], pair[(space + 1)..]);
    }

    /// <summary>Adds the merge of two tokens.</summary>
    public void Add(string left, string right)
    {
        var merge = new Merge(_rank, Find(left + right));
        if (!_table.TryAdd(Find(left), Find(right), merge)) throw Broken($"'{left}' and '{right}' merge twice");
        _rank++;
    }

    /// <summary>The merges.</summary>
    public MergeTable Build() => _table;

    private int Find(string token)
    {
        int id = vocabulary.Find(token);
        return id >= 0 ? id : throw Broken($"token '{token}' is not in the vocabulary");
    }

    private InvalidDataException Broken(string problem) => new($"{source}: merge {_rank}: {problem}.");
}
