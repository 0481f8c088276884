using Spectre.Console;
using Spectre.Console.Rendering;

namespace Interp.Samples.Shared.Terminal;

/// <summary>Rate and time left beside a progress bar.</summary>
internal sealed class PaceColumn(string unit) : ProgressColumn
{
    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(new Pace(task.Value, task.MaxValue, task.ElapsedTime ?? TimeSpan.Zero).Text(unit), new Style(Color.Grey));
}
