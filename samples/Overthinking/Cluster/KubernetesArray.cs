using System.Globalization;
using System.Text.Json;
using Interp.Core.Studies.Shards;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>A study as an Indexed Job of Kubernetes (batch/v1), and a Job that waits for it and merges: a manifest as YAML.</summary>
internal static class KubernetesArray
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest.</summary>
    /// <param name="job">The job.</param>
    /// <param name="shards">The shards to run.</param>
    /// <param name="count">Shards of the plan.</param>
    public static string Manifest(ArrayJob job, IndexSet shards, int count)
    {
        // An Indexed Job counts from 0; where shards are missing in between, the indices stand for those.
        string[] among = shards.All.Length == count ? [] : ["--among", shards.ToString()];
        return $"""
            # Shards {shards} of the study in {job.Folder}, one pod each, and a pod that merges them. Made by "study submit".
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {Text(job.Name)}
            spec:
              completionMode: Indexed
              completions: {Number(shards.All.Length)}
              parallelism: {Number(Math.Min(job.AtOnce, shards.All.Length))}
              backoffLimitPerIndex: 3
              podFailurePolicy:
                rules:
                  # A pod that had to go is started again without a limit, and goes on where it was.
                  - action: Ignore
                    onPodConditions:
                      - type: DisruptionTarget
                        status: "True"
                  - action: Ignore
                    onExitCodes:
                      containerName: study
                      operator: In
                      values: [3, 143]
                  # Bad input stays bad.
                  - action: FailIndex
                    onExitCodes:
                      containerName: study
                      operator: In
                      values: [2]
            {Template(job, ["run", job.Spec, "--out", job.Folder, "--shard", "auto", "--quiet", .. among])}
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {Text(job.Name + "-merge")}
            spec:
              backoffLimit: 3
            {Template(job, ["merge", job.Folder, "--wait"])}

            """.ReplaceLineEndings("\n");
    }

    private static string Template(ArrayJob job, string[] command) => $"""
          template:
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: 60
              containers:
                - name: study
                  image: {Text(job.Image!)}
                  command: {JsonSerializer.Serialize<string[]>([.. job.Command, "study", .. command], Plain)}
                  env:
                    - name: HF_HOME
                      value: {Text(job.Mount! + "/hub")}
                    - name: HF_HUB_OFFLINE
                      value: "1"
                    - name: INTERP_ROUTES
                      value: {Text(job.Mount! + "/routes.csv")}
                  resources:
                    requests:
                      cpu: {Text(Number(job.Cpus))}{(job.Memory is { } memory ? $"\n              memory: {Text(memory)}" : "")}
                    limits:
                      cpu: {Text(Number(job.Cpus))}{(job.Memory is { } most ? $"\n              memory: {Text(most)}" : "")}
                  volumeMounts:
                    - name: study
                      mountPath: {Text(job.Mount!)}
              volumes:
                - name: study
                  persistentVolumeClaim:
                    claimName: {Text(job.Claim!)}
        """;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>JSON's strings are YAML's.</summary>
    private static string Text(string value) => JsonSerializer.Serialize(value, Plain);
}
