using System.Text;
using Interp.Models.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

/// <summary>Just enough of the GGUF format to take the tokenizer's tables out of a file that is known to be whole.</summary>
internal static class TinyGgufReader
{
    private const int Boolean = 7, String = 8, Array = 9;

    private static readonly Dictionary<int, int> _sizes =
        new() { [0] = 1, [1] = 1, [2] = 2, [3] = 2, [4] = 4, [5] = 4, [6] = 4, [10] = 8, [11] = 8, [12] = 8 };

    public static GgufVocabulary ReadVocabulary(string path)
    {
        using var reader = new BinaryReader(new BufferedStream(File.OpenRead(path), 1 << 20));
        reader.ReadBytes(16);
        var values = new Dictionary<string, object>();
        for (long left = reader.ReadInt64(); left > 0; left--)
            values.Add(ReadString(reader), ReadValue(reader, reader.ReadInt32()));

        T[] List<T>(string key) => [.. ((object[])values["tokenizer.ggml." + key]).Cast<T>()];
        return new GgufVocabulary
        {
            Source = path,
            Model = (string)values["tokenizer.ggml.model"],
            Pre = (string)values["tokenizer.ggml.pre"],
            Tokens = [.. List<string>("tokens")],
            TokenTypes = [.. List<int>("token_type").Select(type => (GgufTokenType)type)],
            Merges = [.. List<string>("merges")],
            BeginningOfSequence = (int)values["tokenizer.ggml.bos_token_id"],
            AddsBeginningOfSequence = (bool)values["tokenizer.ggml.add_bos_token"],
            AddsSpacePrefix = (bool)values["tokenizer.ggml.add_space_prefix"],
        };
    }

    private static string ReadString(BinaryReader reader) => Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadInt64()));

    private static object ReadValue(BinaryReader reader, int type)
    {
        switch (type)
        {
            case String:
                return ReadString(reader);
            case Boolean:
                return reader.ReadBoolean();
            case 4 or 5:
                return reader.ReadInt32();
            case Array:
                int item = reader.ReadInt32();
                var list = new object[reader.ReadInt64()];
                for (int i = 0; i < list.Length; i++) list[i] = ReadValue(reader, item);
                return list;
            default:
                return reader.ReadBytes(_sizes[type]);
        }
    }
}
