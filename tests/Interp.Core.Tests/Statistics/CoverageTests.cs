using Interp.Core.Tests.Statistics.Coverage;

namespace Interp.Core.Tests.Statistics;

/// <summary>Intervals cover the truth in 95 % of simulated samples: a small run of the table in docs/intervals.md.</summary>
[Trait("Category", "Long")]
public sealed class CoverageTests
{
    /// <summary>Runs at one size; three Monte-Carlo errors of 300 runs are 4.4 points at 93 % and 3 at 97 %.</summary>
    private const int Runs = 300;

    [Fact]
    public void Intervals_OfEveryKind_CoverAsTheySay()
    {
        var wrong = new List<string>();
        foreach (var each in CoverageCases.All)
        {
            foreach (var n in new[] { 50, 200 })
            {
                var result = each.Run(n, Math.Max(60, (int)(Runs * each.Weight)), seed: 5_000_000);
                if (!result.IsAsExpected)
                    wrong.Add(result.ToString());
            }
        }

        wrong.Should().BeEmpty();
    }
}
