namespace Interp.Core.Tests.Studies.Paper;

/// <summary>Reference values of the specification (section 5) for the three models whose arrays there are: heads' attention to earlier labels. Lines as they are printed there.</summary>
internal static class AttentionNumbers
{
    /// <summary>GPT-J on Unnatural, false prompts: head, attention to same-class labels, to all labels, ratio, score, score of the tokens before labels.</summary>
    public const string R7Heads =
        """
        | 14.6 | 0.7290 | 0.9096 | 0.7947 | 0.6387 | 0.0041 |
        | 16.7 | 0.6455 | 0.7805 | 0.8170 | 0.5780 | 0.0383 |
        | 20.0 | 0.5544 | 0.6277 | 0.8688 | 0.5178 | 0.0099 |
        | 11.0 | 0.5166 | 0.6632 | 0.7690 | 0.4433 | -0.0003 |
        | 12.10 | 0.5753 | 0.8548 | 0.6715 | 0.4356 | 0.0232 |
        | 13.13 | 0.5457 | 0.9422 | 0.5784 | 0.3475 | 0.0009 |
        | 18.13 | 0.5194 | 0.8831 | 0.5736 | 0.3376 | 0.0014 |
        | 25.9 | 0.4180 | 0.6243 | 0.6606 | 0.3149 | 0.0040 |
        | 13.10 | 0.3409 | 0.5042 | 0.6664 | 0.2592 | 0.0061 |
        | 4.0 | 0.3734 | 0.6918 | 0.5169 | 0.2141 | 0.0036 |
        | 4.12 | 0.3859 | 0.7632 | 0.4998 | 0.1972 | 0.0063 |
        | 16.12 | 0.2800 | 0.4639 | 0.5876 | 0.1881 | 0.0671 |
        """;

    /// <summary>The same under true prompts: head and score.</summary>
    public const string R7TrueHeads =
        """
        14.6 0.847, 16.7 0.686, 16.12 0.655, 17.13 0.553, 13.11 0.471, 25.9 0.466, 18.5 0.465, 18.13 0.441
        """;

    /// <summary>SST-2, false prompts: head and score.</summary>
    public const string R7Sst2Heads =
        """
        12.10 0.211, 11.0 0.186, 16.7 0.155, 14.6 0.137, 20.0 0.077, 7.6 0.070, 25.9 0.068, 14.7 0.063
        """;

    /// <summary>Sum over heads by block, true and false prompts added.</summary>
    public const string R7BothBlocks =
        """
        0.01, -0.00, -0.00, 0.05, 1.18, 0.05, 0.24, 0.35, 0.40, 0.48, 0.30, 0.73, 1.92, 2.63, 2.51, 0.85, 3.28, 1.83, 2.45, 1.47, 1.36, 1.34, 0.70, 1.01, 1.38, 1.13, 0.57, 0.01
        """;

    /// <summary>Sum over heads by block, false prompts.</summary>
    public const string R7FalseBlocks =
        """
        0.023, 0.008, -0.002, 0.007, 0.625, 0.005, 0.069, 0.086, 0.104, 0.085, 0.037, 0.497, 0.752, 1.070, 1.082, 0.335, 1.182, 0.604, 0.947, 0.674, 0.673, 0.494, 0.285, 0.364, 0.478, 0.425, 0.189, -0.001
        """;
}
