using System.Globalization;
using Delegate.Contracts;

namespace Delegate.FaultLab;

/// <summary>The agents: what they write is known to themselves only, as a hash in a file beside the truth.</summary>
internal static class Agents
{
    public static TaskRequest Request(PlannedTask task, string work) => new()
    {
        Key = task.Key,
        Agent = task.Kind == AgentKind.Claude ? AgentNames.Claude : AgentNames.Shell,
        Prompt = task.Kind == AgentKind.Claude ? Prompt(task) : Script(task),
        Cwd = work,
        ShareFolder = true,
        After = task.After is { } parent ? [new(parent, DependencyPolicy.Run)] : [],
        TimeoutMs = 120_000,
        Retry = task.Reruns
            ? new() { MaxAttempts = 3, BackoffMs = 0, On = [FailureClass.Lost], OnLost = LostPolicy.Rerun }
            : new() { MaxAttempts = 1, OnLost = LostPolicy.Fail },
    };

    private static string Prompt(PlannedTask task) =>
        $"count {task.Key}.starts\nsay one äöü€😀\nlong {(task.Size * 5000).ToString(CultureInfo.InvariantCulture)}\nsay two\nexit 0";

    private static string Script(PlannedTask task)
    {
        var (key, size) = (task.Key, task.Size.ToString(CultureInfo.InvariantCulture));
        var output = task.Kind == AgentKind.Burst
            ? $"seq -f '{key} %.0f äöü€😀 ----------------------------------------' 1 {size}000 | tee $me.copy"
            : $$"""
                n=0
                while [ $n -lt {{size}} ]; do
                    line="{{key}} line $n äöü€😀"; echo "$line"; echo "$line" >> $me.copy; n=$((n + 1))
                    [ $((n % 10)) -ne 0 ] || sleep 0.03
                done
                """;
        var before = task.Kind switch
        {
            AgentKind.Deaf => "trap '' TERM HUP INT",
            AgentKind.Daemons => $$"""
                life='read -r stat < /proc/self/stat; set -- ${stat##*) }; echo "$$ ${20}" >> {{key}}.daemons; exec tail -f /dev/null'
                ( ( env -i /usr/bin/setsid /bin/sh -c "trap '' TERM; $life" > /dev/null 2>&1 < /dev/null & ) & )
                ( ( /usr/bin/setsid /bin/sh -c "$life" > /dev/null 2>&1 < /dev/null & ) & )
                while [ "$(wc -l < {{key}}.daemons 2> /dev/null || echo 0)" -lt 2 ]; do sleep 0.01; done
                """,
            _ => "",
        };
        return $"""
            me={key}.${"{DELEGATE_ATTEMPT##*/}"}
            echo "$DELEGATE_ATTEMPT" >> {key}.starts
            {before}
            {output}
            sha256sum < $me.copy > $me.hash
            exit {task.Exit.ToString(CultureInfo.InvariantCulture)}
            """;
    }
}
