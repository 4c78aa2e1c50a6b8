using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>What the end of a process means when the agent itself said nothing.</summary>
internal static class Outcomes
{
    public static OutcomeView Succeeded(AgentExit exit) => new(OutcomeCodes.Succeeded, "Done.", exit.ExitCode, By: "agent");

    public static OutcomeView Killed(AgentExit exit) => new(
        OutcomeCodes.Killed, $"{exit.Signal} ended it{(exit.Signal == "SIGKILL" ? ": somebody killed it, or the machine was out of memory" : "")}.",
        Signal: exit.Signal, By: "agent", Hint: "delegate logs shows what it wrote");

    /// <param name="detail">The last line that it had to say.</param>
    public static OutcomeView Exited(AgentExit exit, string detail) => new(
        OutcomeCodes.AgentError, $"It exited with status {exit.ExitCode}{(LastLine(detail) is { Length: > 0 } line ? $": {line}" : "")}.",
        exit.ExitCode, By: "agent", Hint: "delegate logs shows what it wrote");

    private static string LastLine(string text)
    {
        const int longest = 300;
        var line = text.AsSpan().TrimEnd();
        line = line[(line.LastIndexOf('\n') + 1)..].Trim();
        return (line.Length > longest ? line[..longest] : line).TrimEnd('.').ToString();
    }
}
