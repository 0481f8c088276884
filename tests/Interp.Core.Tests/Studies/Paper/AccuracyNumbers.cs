namespace Interp.Core.Tests.Studies.Paper;

/// <summary>Reference values of the specification (section 5) for the three models whose arrays there are: accuracies by setting, demonstrations, dataset and variant. Lines as they are printed there.</summary>
internal static class AccuracyNumbers
{
    /// <summary>Final-layer accuracy: model, then true, false and gap of the permuted, half and random settings, then zero-shot.</summary>
    public const string R1 =
        """
        | gpt2_xl | 0.5419 | 0.4197 | **0.1222** | 0.5394 | 0.4721 | **0.0674** | 0.5337 | 0.4480 | **0.0856** | 0.4896 |
        | gpt_j | 0.6554 | 0.3742 | **0.2812** | 0.6677 | 0.5442 | **0.1235** | 0.6598 | 0.4999 | **0.1599** | 0.4621 |
        | pythia_410M | 0.5367 | 0.3943 | **0.1424** | 0.5410 | 0.4719 | **0.0691** | 0.5349 | 0.4434 | **0.0914** | 0.4657 |
        """;

    /// <summary>Model, percent of incorrect demonstrations, true, false, gap.</summary>
    public const string R2 =
        """
        | gpt2_xl | 20 | 0.5451 | 0.5250 | 0.0201 |
        | gpt2_xl | 40 | 0.5530 | 0.5010 | 0.0520 |
        | gpt2_xl | 60 | 0.5480 | 0.4720 | 0.0760 |
        | gpt2_xl | 80 | 0.5450 | 0.4619 | 0.0831 |
        | gpt_j | 20 | 0.6656 | 0.6277 | 0.0379 |
        | gpt_j | 40 | 0.6597 | 0.5763 | 0.0834 |
        | gpt_j | 60 | 0.6677 | 0.5224 | 0.1453 |
        | gpt_j | 80 | 0.6580 | 0.4310 | 0.2270 |
        """;

    /// <summary>Model: accuracy gap by demonstrations.</summary>
    public const string R8 =
        """
        gpt2_xl: 0.000, 0.014, 0.040, 0.056, 0.057, 0.064, 0.070, 0.088, 0.082, 0.096, 0.089, 0.094, 0.100, 0.109, 0.103, 0.121, 0.121, 0.114, 0.110, 0.122
        gpt_j: 0.000, 0.023, 0.049, 0.057, 0.067, 0.069, 0.093, 0.100, 0.111, 0.129, 0.127, 0.130, 0.150, 0.148, 0.151, 0.176, 0.183, 0.176, 0.185, 0.179, 0.199, 0.203, 0.208, 0.219, 0.216, 0.227, 0.237, 0.229, 0.247, 0.246, 0.249, 0.256, 0.259, 0.269, 0.269, 0.269, 0.275, 0.272, 0.283, 0.281
        """;

    /// <summary>GPT-J: permuted score times labels by demonstrations.</summary>
    public const string R8Permuted =
        """
        0.785, 0.847, 0.891, 0.915, 0.889, 0.889, 0.947, 0.986, 0.992, 1.020, 1.063, 1.093, 1.099, 1.111, 1.173, 1.202, 1.248, 1.321, 1.322, 1.340, 1.374, 1.401, 1.454, 1.448, 1.498, 1.509, 1.523, 1.563, 1.616, 1.601, 1.636, 1.669, 1.647, 1.675, 1.718, 1.742, 1.758, 1.760, 1.753, 1.797
        """;

    /// <summary>GPT-J: final permuted score times labels by dataset.</summary>
    public const string R8PermutedDatasets =
        """
        agnews 1.104, trec 2.586, dbpedia 2.408, sick 1.648, poem 1.300, finphr 1.531, femin 1.303, athe 1.551, unnat 2.741
        """;

    /// <summary>Model and final permuted score times labels, mean of nine datasets.</summary>
    public const string R8PermutedMeans =
        """
        gpt2_xl 1.395, gpt_j 1.797, pythia_410M 1.544
        """;

    /// <summary>Dataset: true, false, zero-shot.</summary>
    public const string R10Gpt2Xl =
        """
        sst2: 0.718/0.621/0.690
        agnews: 0.633/0.510/0.567
        trec: 0.371/0.166/0.201
        dbpedia: 0.797/0.263/0.687
        rte: 0.548/0.490/0.491
        mrpc: 0.537/0.519/0.493
        hate: 0.530/0.476/0.526
        sick: 0.432/0.259/0.362
        poem: 0.575/0.519/0.475
        ethos: 0.527/0.441/0.505
        finphr: 0.713/0.542/0.601
        medq: 0.453/0.443/0.500
        femin: 0.414/0.345/0.438
        athe: 0.338/0.282/0.320
        unnat: 0.974/0.156/0.730
        sst2_ab: 0.570/0.242/0.420
        """;

    /// <summary>Dataset: true, false, zero-shot.</summary>
    public const string R10GptJ =
        """
        sst2: 0.867/0.336/0.723
        agnews: 0.784/0.549/0.584
        trec: 0.487/0.146/0.206
        dbpedia: 0.915/0.560/0.646
        rte: 0.587/0.525/0.532
        mrpc: 0.579/0.497/0.505
        hate: 0.648/0.394/0.525
        sick: 0.628/0.261/0.279
        poem: 0.619/0.334/0.350
        ethos: 0.711/0.309/0.489
        finphr: 0.754/0.352/0.536
        medq: 0.551/0.439/0.518
        femin: 0.520/0.315/0.260
        athe: 0.525/0.221/0.316
        unnat: 0.990/0.078/0.828
        sst2_ab: 0.903/0.087/0.468
        """;

    /// <summary>Dataset: true, false, zero-shot.</summary>
    public const string R10Pythia410M =
        """
        sst2: 0.732/0.660/0.706
        agnews: 0.534/0.410/0.572
        trec: 0.444/0.118/0.194
        dbpedia: 0.788/0.226/0.722
        rte: 0.506/0.506/0.514
        mrpc: 0.550/0.538/0.447
        hate: 0.526/0.482/0.568
        sick: 0.578/0.322/0.296
        poem: 0.526/0.454/0.355
        ethos: 0.494/0.450/0.442
        finphr: 0.588/0.288/0.576
        medq: 0.534/0.478/0.500
        femin: 0.374/0.322/0.324
        athe: 0.340/0.266/0.304
        unnat: 0.942/0.362/0.908
        sst2_ab: 0.492/0.480/0.420
        """;

    /// <summary>Variant, then true, false and gap of gpt_j and gpt2_xl.</summary>
    public const string R13 =
        """
        | as published | 0.6554 / 0.3742 / 0.2812 | 0.5419 / 0.4197 / 0.1222 |
        | without TREC | 0.6683 / 0.3917 / 0.2766 | 0.5551 / 0.4392 / 0.1158 |
        | SST-2 without format 10 | 0.6572 / 0.3753 / 0.2819 | 0.5431 / 0.4216 / 0.1215 |
        | both | 0.6703 / 0.3930 / 0.2774 | 0.5564 / 0.4412 / 0.1151 |
        """;
}
