using Interp.Core.Results;
using Interp.Core.Studies;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking;

/// <summary>The files of one cell.</summary>
/// <param name="Curves">What is drawn.</param>
/// <param name="Chance">Accuracy of a guess.</param>
/// <param name="Title">Title of the figure.</param>
/// <param name="Subtitle">Under the title.</param>
internal sealed record Report(StateCurves Curves, double Chance, string Title, string Subtitle)
{
    private const string Rows = "measurements.csv";
    private const string Picture = "accuracy-by-layer";

    /// <summary>Writes the figure, and the rows where they are new, into the folder; says what is there.</summary>
    public void Publish(OutputFolder folder, SampleTerminal terminal, IReadOnlyList<Measurement>? rows = null)
    {
        var figure = LayerFigure.Draw(Curves, Chance, Title, Subtitle);
        folder.Publish(stage =>
        {
            if (rows is not null)
                ResultTables.Measurements.Write(Path.Combine(stage, Rows), rows);
            figure.Save(stage, Picture);
        });
        terminal.Note($"Written to {folder.Path}: {(rows is null ? "" : Rows + ", ")}{Picture}.png, {Picture}.svg");
    }
}
