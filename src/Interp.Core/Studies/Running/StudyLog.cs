using Interp.Core.Studies.Plans;
using Microsoft.Extensions.Logging;

namespace Interp.Core.Studies.Running;

/// <summary>What a study tells the logger of its options; the event ids stay what they are.</summary>
internal static partial class StudyLog
{
    [LoggerMessage(101, LogLevel.Warning, "{Folder}: {Owner} ended without giving it back; going on from there")]
    public static partial void TakenOver(this ILogger logger, string folder, string owner);

    [LoggerMessage(102, LogLevel.Error, "{Cell} failed")]
    public static partial void CellFailed(this ILogger logger, Exception exception, CellId cell);
}
