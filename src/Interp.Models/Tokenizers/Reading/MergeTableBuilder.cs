using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Collects merges in the order of their ranks and checks that each joins two tokens into a third.</summary>
internal sealed class MergeTableBuilder(string source, Vocabulary vocabulary)
{
    // Bytes and special tokens may stand alone.
    private const int LargestAlphabet = 1_000;

    private readonly MergeTable _table = new(vocabulary.Count);
    private int _rank;

    /// <summary>A whole list of "left right" in the order of their ranks.</summary>
    /// <exception cref="InvalidDataException">A line that is no merge.</exception>
    public static MergeTable Read(string source, Vocabulary vocabulary, IEnumerable<string> pairs)
    {
        var builder = new MergeTableBuilder(source, vocabulary);
        foreach (string pair in pairs)
            builder.Add(pair);
        return builder.Build();
    }

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
    /// <exception cref="InvalidDataException">There is none, in a vocabulary that is no mere alphabet: every text would fall into its bytes.</exception>
    public MergeTable Build() => _rank > 0 || vocabulary.Count <= LargestAlphabet
        ? _table
        : throw Malformed.Data($"{source}: there are {vocabulary.Count} tokens and not one merge to make them of; the list of merges is missing. Fetch the file again, or convert the model again.");

    private int Find(string token)
    {
        int id = vocabulary.Find(token);
        return id >= 0 ? id : throw Broken($"token '{token}' is not in the vocabulary");
    }

    private InvalidDataException Broken(string problem) => Malformed.Data($"{source}: merge {_rank}: {problem}.");
}
