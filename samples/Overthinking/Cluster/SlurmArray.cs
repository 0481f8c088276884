using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Studies.Shards;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>A study as job arrays of Slurm, and a job that merges when all are done: a bash script that submits them.</summary>
internal static class SlurmArray
{
    /// <summary>The script.</summary>
    /// <param name="job">The job.</param>
    /// <param name="shards">The shards to run.</param>
    public static string Script(ArrayJob job, IndexSet shards)
    {
        Part[] parts = [.. Parts(job, shards)];
        return $"""
            #!/usr/bin/env bash
            # Shards {shards} of the study in {job.Folder}, and a job that merges them.
            # Made by "study submit": read it, change it, or pipe it into bash.
            set -euo pipefail
            cd {ShellText.Quote(job.Folder)}
            mkdir -p logs

            cat > shard.sh <<'SHARD'
            {Worker(job)}
            SHARD

            {string.Join("\n", parts.Select((part, number) => Submit(job, part, number)))}
            merge=$(sbatch --parsable --job-name={ShellText.Quote(job.Name + "-merge")} --dependency={string.Join(',', parts.Select((_, number) => $"afterok:${{array{number}%%;*}}"))} --kill-on-invalid-dep=yes --output=logs/merge.log --open-mode=append{Options(job, ("--partition", job.Partition))} <<'MERGE'
            #!/usr/bin/env bash
            exec {ShellText.Line([.. job.Command, "study", "merge", job.Folder])}
            MERGE
            )
            echo "merge: job ${"{merge%%;*}"}, when all are done"

            """.ReplaceLineEndings("\n");
    }

    /// <summary>What every task runs: the worker in the background, so that the shell hears signals and passes them on.</summary>
    private static string Worker(ArrayJob job) => $$"""
        #!/usr/bin/env bash
        # One task of the array. Slurm signals this shell; the worker ends the step at hand, keeps it, and exits with 3.
        export HF_HUB_OFFLINE="${HF_HUB_OFFLINE:-1}" # Models were fetched when the study was planned.
        {{ShellText.Line([.. job.Command, "study", "run", job.Spec, "--out", job.Folder, "--shard", "auto", "--quiet"])}} "$@" &
        worker=$!
        trap 'signalled=1; kill -USR1 "$worker" 2>/dev/null' USR1
        trap 'signalled=1; kill -TERM "$worker" 2>/dev/null' TERM
        signalled=1
        while [ "$signalled" = 1 ]; do
            signalled=0
            wait "$worker"
            code=$?
        done
        if [ "$code" = 3 ] || [ "$code" = 138 ]; then # 138: signalled before it could listen.
            # By array and task: the job id of the last task is that of the whole array. Slurm ends this run meanwhile.
            scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" && sleep 60
        fi
        exit "$code"
        """;

    /// <summary>A submission: its indices for Slurm, and which shards they stand for where those are others.</summary>
    private sealed record Part(string Array, int Tasks, string? Among);

    /// <summary>One array where its indices stay below the cluster's limit, else several.</summary>
    private static IEnumerable<Part> Parts(ArrayJob job, IndexSet shards)
    {
        if (shards.All[^1] < job.ArrayLimit)
            return [new(shards.ToString(), shards.All.Length, null)];
        return shards.All.Chunk(job.ArrayLimit).Select(chunk => new Part(IndexSet.Of(Enumerable.Range(0, chunk.Length)).ToString(), chunk.Length, IndexSet.Of(chunk).ToString()));
    }

    /// <summary>Arrays after the first wait for the one before, so that no more tasks run at once than were asked for.</summary>
    private static string Submit(ArrayJob job, Part part, int number)
    {
        var among = part.Among is null ? "" : $" --among {part.Among}";
        var after = number == 0 ? "" : $" --dependency=afterany:${{array{number - 1}%%;*}}";
        var log = part.Among is null ? "logs/%a.log" : string.Create(CultureInfo.InvariantCulture, $"logs/{number}-%a.log");
        return $"""
            array{number}=$(sbatch --parsable --job-name={ShellText.Quote(job.Name)} --array={part.Array}%{job.AtOnce}{after} --requeue --signal=B:USR1@120 --open-mode=append --output={log} --ntasks=1 --cpus-per-task={job.Cpus}{Options(job, ("--mem", job.Memory), ("--time", job.Time), ("--partition", job.Partition))} shard.sh{among})
            echo "array: job ${"{" + $"array{number}" + "%%;*}"}, shards {part.Among ?? part.Array}"
            """;
    }

    private static string Options(ArrayJob job, params ImmutableArray<(string Name, string? Value)> options) =>
        string.Concat(options.Where(option => option.Value is not null).Select(option => $" {option.Name}={ShellText.Quote(option.Value!)}"));
}
