using System.Globalization;
using Interp.Core.Studies.Shards;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>A study as a loop of a shell, to copy.</summary>
internal static class ShellLoop
{
    /// <summary>The script.</summary>
    /// <param name="job">The job.</param>
    /// <param name="shards">The shards to run.</param>
    /// <param name="count">Shards of the plan.</param>
    public static string Script(ArrayJob job, IndexSet shards, int count)
    {
        var worker = ShellText.Line([.. job.Command, "study", "run", job.Spec, "--out", job.Folder, "--quiet", "--threads", job.Cpus.ToString(CultureInfo.InvariantCulture), "--shard"]);
        var list = shards.All.Length == shards.All[^1] - shards.All[0] + 1 ? string.Create(CultureInfo.InvariantCulture, $"seq {shards.All[0]} {shards.All[^1]}") : $"printf '%s\\n' {string.Join(' ', shards.All)}";
        return $$"""
            #!/usr/bin/env bash
            # Shards {{shards}} of the study in {{job.Folder}}, {{job.AtOnce}} at once, then the merge.
            # With GNU parallel instead of xargs: {{list}} | parallel -j {{job.AtOnce}} {{worker}} {}/{{count}}
            set -euo pipefail
            {{list}} | xargs -P {{job.AtOnce}} -I{} {{worker}} {}/{{count}}
            {{ShellText.Line([.. job.Command, "study", "merge", job.Folder])}}

            """.ReplaceLineEndings("\n");
    }
}
