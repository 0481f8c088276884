using Interp.Core.Prompts;

namespace Interp.Core.Tests.Prompts;

/// <summary>The labels that false prompts show.</summary>
public sealed class SettingTests
{
    // Of 400 prompts x 20 demonstrations; tolerances are six standard deviations: wrong once in 10^8 seeds.
    private const int Count = 400;
    private const int Demonstrations = 20;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Build_Permuted_ShiftsAllClassesOfAPromptAlike(int classes)
    {
        var shifts = new List<int>();
        foreach (var prompt in Draw(classes, Setting.Permuted))
            shifts.Add(Shifts(prompt, classes).Distinct().Should().ContainSingle().Subject);

        shifts.Should().NotContain(0);
        for (var shift = 1; shift < classes; shift++)
            Share(shifts, shift).Should().BeApproximately(1.0 / (classes - 1), Tolerance(1.0 / (classes - 1), Count));
    }

    [Theory]
    [InlineData(Setting.HalfPermuted, 0.5)]
    [InlineData(Setting.Permuted20, 0.2)]
    [InlineData(Setting.Permuted40, 0.4)]
    [InlineData(Setting.Permuted60, 0.6)]
    [InlineData(Setting.Permuted80, 0.8)]
    public void Build_PartlyPermuted_ShiftsThatShareByOneShift(Setting setting, double share)
    {
        var prompts = Draw(4, setting);
        foreach (var prompt in prompts)
            Shifts(prompt, 4).Where(shift => shift != 0).Distinct().Count().Should().BeLessThanOrEqualTo(1);

        var wrong = prompts.SelectMany(prompt => Shifts(prompt, 4)).Count(shift => shift != 0);
        (wrong / (double)(Count * Demonstrations)).Should().BeApproximately(share, Tolerance(share, Count * Demonstrations));
    }

    [Fact]
    public void Build_Random_ShowsEveryLabelEquallyOften()
    {
        var shifts = Draw(3, Setting.Random).SelectMany(prompt => Shifts(prompt, 3)).ToList();
        for (var shift = 0; shift < 3; shift++)
            Share(shifts, shift).Should().BeApproximately(1 / 3.0, Tolerance(1 / 3.0, shifts.Count));
    }

    [Fact]
    public void Build_RandomIncorrect_ShowsEveryWrongLabelEquallyOften()
    {
        var shifts = Draw(4, Setting.RandomIncorrect).SelectMany(prompt => Shifts(prompt, 4)).ToList();
        shifts.Should().NotContain(0);
        for (var shift = 1; shift < 4; shift++)
            Share(shifts, shift).Should().BeApproximately(1 / 3.0, Tolerance(1 / 3.0, shifts.Count));
    }

    [Fact]
    public void Build_AnySetting_ShowsTheSameExamplesInTheSameOrder()
    {
        var expected = Draw(3, Setting.Permuted).Select(prompt => string.Join(' ', prompt.Classes));
        foreach (var setting in Enum.GetValues<Setting>())
            Draw(3, setting).Select(prompt => string.Join(' ', prompt.Classes)).Should().Equal(expected);
    }

    [Fact]
    public void Build_GrowingShares_PermuteMoreAndMoreOfTheSame()
    {
        var less = Draw(3, Setting.Permuted20);
        var more = Draw(3, Setting.Permuted60);
        less.Zip(more).Should().OnlyContain(pair =>
            pair.First.Shown.Zip(pair.Second.Shown, pair.First.Classes).All(at => at.First == at.Third || at.First == at.Second));
    }

    [Theory]
    [InlineData(Setting.HalfPermuted, 10)]
    [InlineData(Setting.Permuted20, 4)]
    [InlineData(Setting.Permuted, 20)]
    public void Build_ExactShare_PermutesThatManyInEveryPrompt(Setting setting, int permuted)
    {
        var protocol = Protocol.Corrected with { ExactPermutedShare = true };
        var set = Toys.Build(3, Toys.Options(setting, Demonstrations, 50) with { Protocol = protocol });
        set.Pairs.Should().OnlyContain(pair => Shifts(pair.False, 3).Count(shift => shift != 0) == permuted);
    }

    [Fact]
    public void Protocols_Unchanged_PermuteByChance()
    {
        Protocol.Corrected.ExactPermutedShare.Should().BeFalse();
        Protocol.Published.ExactPermutedShare.Should().BeFalse();
    }

    [Fact]
    public void Name_EverySetting_IsParsedBack()
    {
        foreach (var setting in Enum.GetValues<Setting>())
            SettingNames.Parse(setting.Name()).Should().Be(setting);
        Setting.Permuted80.Name().Should().Be("permuted_incorrect_labels_80");
    }

    [Fact]
    public void Parse_UnknownName_ListsTheKnownOnes() =>
        FluentActions.Invoking(() => SettingNames.Parse("permuted")).Should().Throw<ArgumentException>().WithMessage("*\"permuted\"*half_permuted_incorrect_labels*");

    private static IReadOnlyList<Prompt> Draw(int classes, Setting setting) =>
        Toys.Build(classes, Toys.Options(setting, Demonstrations, Count)).Prompts(PromptKind.False);

    private static IEnumerable<int> Shifts(Prompt prompt, int classes) =>
        prompt.Shown.Zip(prompt.Classes, (shown, @class) => (shown - @class + classes) % classes);

    private static double Share(List<int> values, int value) => values.Count(found => found == value) / (double)values.Count;

    private static double Tolerance(double share, int draws) => 6 * Math.Sqrt(share * (1 - share) / draws) + 1e-12;
}
