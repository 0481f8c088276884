using Interp.Core.Prompts;
using Interp.Samples.Shared.Html.Svg;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>How settings are drawn.</summary>
internal static class Kinds
{
    public static CurveKind Of(Setting setting) => setting switch
    {
        Setting.Random or Setting.RandomIncorrect => CurveKind.Random,
        Setting.HalfPermuted => CurveKind.Half,
        Setting.Permuted => CurveKind.Permuted,
        _ => CurveKind.Plain,
    };
}
