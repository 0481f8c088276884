using System.Collections.Frozen;
using Interp.Core.Studies.Readings;

namespace Interp.Core.Studies.Methods;

/// <summary>
/// The methods around the paper that a study can list: what each reads of a whole cell, as named numbers, one a pair. What a
/// pair has no number of (it was fitted on, its prompts do not stand token by token) is not a number.
/// </summary>
internal static class MethodReadings
{
    private static readonly FrozenDictionary<StudyReading, Func<MethodInput, IEnumerable<(string Name, double[] Values)>>> All =
        new Dictionary<StudyReading, Func<MethodInput, IEnumerable<(string, double[])>>>
        {
            [StudyReading.Nodes] = NodesMethod.Read,
            [StudyReading.Paths] = PathsMethod.Read,
            [StudyReading.Traces] = TracesMethod.Read,
            [StudyReading.Steering] = SteeringMethod.Read,
            [StudyReading.Probes] = ProbesMethod.Read,
            [StudyReading.Patchscopes] = PatchscopesMethod.Read,
        }.ToFrozenDictionary();

    /// <summary>Reads.</summary>
    /// <param name="reading">The method.</param>
    /// <param name="input">The cell.</param>
    /// <returns>By name, [pair].</returns>
    public static IReadOnlyDictionary<string, NumberArray> Of(StudyReading reading, MethodInput input) =>
        All[reading](input).ToDictionary(named => named.Name, named => new NumberArray([named.Values.Length], Array.ConvertAll(named.Values, value => (float)value)));
}
