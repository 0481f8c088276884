using System.Text.Json;
using Interp.Models.Configs;

namespace Interp.Models.Lenses;

/// <summary>The config.json of a tuned-lens folder.</summary>
internal sealed record TunedLensConfig
{
    private const string LensType = "linear_tuned_lens";

    /// <summary>Name of the model that it was made for, for people.</summary>
    public required string BaseModel { get; init; }

    public required int DModel { get; init; }

    public required int Layers { get; init; }

    /// <summary>Whether the maps have biases.</summary>
    public required bool HasBias { get; init; }

    /// <summary>Hash of the unembedding; null where it was not kept.</summary>
    public required string? UnembedHash { get; init; }

    /// <summary>Rows of the unembedding; null where it was not kept.</summary>
    public int? DVocab { get; init; }

    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">A key is missing, not understood, or of another lens.</exception>
    public static TunedLensConfig Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is missing: a tuned-lens folder holds config.json and params.pt.", path);
        var json = ConfigReader.Open(path);
        json.AddSynonyms(new Dictionary<string, string> { ["unemebd_hash"] = "unembed_hash" }); // As releases of the package spelt it.
        if (json.FindString("lens_type") is { } type && type != LensType)
            throw json.Wrong("lens_type", type, $"'{LensType}', the only one that is read");
        var config = new TunedLensConfig
        {
            BaseModel = json.FindString("base_model_name_or_path") ?? "",
            DModel = json.Int("d_model"),
            Layers = json.Int("num_hidden_layers"),
            HasBias = json.Bool("bias", absent: true),
            UnembedHash = json.FindString("unembed_hash"),
            DVocab = json.FindInt("vocab_size"),
        };
        json.Finish(new Dictionary<string, string> { ["base_model_revision"] = "Names weights that the hash knows." });
        return config;
    }

    /// <summary>As the package writes it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
    {
        ["base_model_name_or_path"] = BaseModel,
        ["d_model"] = DModel,
        ["num_hidden_layers"] = Layers,
        ["bias"] = HasBias,
        ["base_model_revision"] = null,
        ["unembed_hash"] = UnembedHash,
        ["lens_type"] = LensType,
    });
}
