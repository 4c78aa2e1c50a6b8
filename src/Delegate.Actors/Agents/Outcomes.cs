using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>What the end of a process means when the agent itself said nothing.</summary>
internal static class Outcomes
{
    // What a shell says when a command of it was ended by SIGKILL.
    private const int KilledInShell = 128 + 9;

    public static OutcomeView Succeeded(AgentExit exit) => new(OutcomeCodes.Succeeded, "Done.", exit.ExitCode, By: "agent");

    public static OutcomeView Killed(AgentExit exit) => new(
        OutcomeCodes.Killed, $"{exit.Signal} ended it{(exit.Signal == "SIGKILL" ? ": somebody killed it, or the machine was out of memory" : "")}.",
        Signal: exit.Signal, By: "agent", Hint: "delegate logs shows what it wrote");

    /// <param name="detail">The last line that it had to say.</param>
    public static OutcomeView Exited(AgentExit exit, string detail) => new(
        OutcomeCodes.AgentError, $"It exited with status {exit.ExitCode}{(LastLine(detail) is { Length: > 0 } line ? $": {line}" : "")}.",
        exit.ExitCode, By: "agent", Hint: "delegate logs shows what it wrote");

    /// <summary>The same report, where the kernel had ended processes of it for want of memory and it came to nothing by that.</summary>
    public static AgentReport WithMemory(AgentReport report, AgentExit? exit, MemoryAccount? memory) =>
        memory is { OomKills: > 0 } && (exit?.Signal == "SIGKILL" || exit?.ExitCode == KilledInShell) && report.Outcome.Code is OutcomeCodes.Killed or OutcomeCodes.AgentError
            ? report with { Outcome = new(
                OutcomeCodes.OutOfMemory, $"Memory ran out: the kernel ended {memory.OomKills} of its processes. It had {memory.PeakBytes >> 20} MiB.",
                exit?.ExitCode, exit?.Signal, "kernel", "delegate config set agentMemoryMaxMb … allows more; its next run finds what it took reserved") }
            : report;

    private static string LastLine(string text)
    {
        const int longest = 300;
        var line = text.AsSpan().TrimEnd();
        line = line[(line.LastIndexOf('\n') + 1)..].Trim();
        return (line.Length > longest ? line[..longest] : line).TrimEnd('.').ToString();
    }
}
