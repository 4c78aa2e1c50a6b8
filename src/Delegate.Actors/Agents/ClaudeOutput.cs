using System.Text;
using System.Text.Json;
using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>
/// Adds up a Claude Code session's stream. What is known of its events was measured, and new ones appear with every
/// version: what is not understood is passed over, and a line that is no JSON too.
/// </summary>
internal sealed class ClaudeOutput : IAgentOutput
{
    private const int LongestResult = 64 * 1024;
    private const long EndOfCalendar = 253_402_300_800; // the year 10000

    private ClaudeResult? _result;
    private bool _isLimited;
    private string? _limitReset;

    public string? SessionId { get; private set; }

    public string? Model { get; private set; }

    public bool Read(string line)
    {
        if (ClaudeJson.Parse(line) is not { } document)
            return false;
        using (document)
        {
            var entry = document.RootElement;
            switch (entry.Text("type"), entry.Text("subtype"))
            {
                case ("system", "init"): // repeated at each turn
                    return Learn(entry.Text("session_id"), entry.Text("model"));
                case ("rate_limit_event", _) when entry.At("rate_limit_info") is { } info && info.Text("status") == "rejected":
                    _isLimited = true;
                    _limitReset = info.Number("resetsAt") is > 0 and < EndOfCalendar and var epoch ? DateTimeOffset.FromUnixTimeSeconds(epoch).ToString("u") : null;
                    return false;
                case ("result", _): // a session may give several: the last one counts
                    _result = ClaudeResult.Read(entry, _result);
                    return Learn(entry.Text("session_id"), null);
                default:
                    return false;
            }
        }
    }

    public AgentReport Conclude(AgentExit? exit, string stderrTail) =>
        new(Outcome(exit, stderrTail), Cut(_result?.Text), _result?.Usage, SessionId);

    /// <summary>
    /// Neither the exit status nor the word "success" is to be believed alone: an error of the service says "success"
    /// and exits with 1, an interrupted session exits with 0, a refused tool does both.
    /// </summary>
    private OutcomeView Outcome(AgentExit? exit, string stderrTail) => (exit, _result) switch
    {
        (null, _) => new(OutcomeCodes.Lost, "Nobody knows how it ended.", By: "host"),
        ({ Signal: not null }, _) => Outcomes.Killed(exit),
        ({ ExitCode: 0 }, null) => new(OutcomeCodes.AgentError, "It exited without giving a result.", 0, By: "agent", Hint: "delegate logs shows what it wrote"),
        // It catches a polite signal, and exits with what a shell would say of it.
        ({ ExitCode: (129 or 130 or 143) and var status }, null) => Outcomes.Killed(exit with { Signal = Signals.Name(status - 128) }) with { ExitCode = status },
        (_, null) => Outcomes.Exited(exit, stderrTail),
        (_, { IsError: true } result) => Failed(exit, result),
        ({ ExitCode: not 0 }, _) => Outcomes.Exited(exit, stderrTail),
        (_, { Denied.Count: > 0 } result) => new(
            OutcomeCodes.PermissionDenied, $"It was not allowed to use {string.Join(", ", result.Denied)}, and ended without it.", 0, By: "agent",
            Hint: "delegate run --permission-mode acceptEdits …, or --allowed-tools \"Bash(git:*)\" …"),
        (_, { Reason: "tool_deferred" }) => new(
            OutcomeCodes.PermissionDenied, "A hook deferred one of its tool calls, and nobody is there to answer.", 0, By: "agent", Hint: "claude --resume, with the tool allowed, goes on from there"),
        _ => Outcomes.Succeeded(exit),
    };

    private OutcomeView Failed(AgentExit exit, ClaudeResult result)
    {
        var message = result.Text is { Length: > 0 } text ? Cut(text, 500)! : $"It ended with {result.Reason ?? "an error"}.";
        return result switch
        {
            _ when result.ApiError == "usage_limit_reached" || (_isLimited && result.IsOfTheService) => new(
                OutcomeCodes.UsageLimit, _limitReset is null ? message : $"{message} (resets at {_limitReset})", exit.ExitCode, By: "agent",
                Hint: "run it again after the reset"),
            { IsOfTheService: true } => new(
                OutcomeCodes.ApiError, message, exit.ExitCode, By: "agent", Hint: "delegate logs shows what it wrote"),
            _ => new(OutcomeCodes.AgentError, message, exit.ExitCode, By: "agent", Hint: "delegate logs shows what it wrote"),
        };
    }

    private bool Learn(string? sessionId, string? model)
    {
        var (session, used) = (sessionId ?? SessionId, model ?? Model);
        var isNew = session != SessionId || used != Model;
        (SessionId, Model) = (session, used);
        return isNew;
    }

    /// <param name="longest">Bytes, which characters are not cut in.</param>
    private static string? Cut(string? text, int longest = LongestResult)
    {
        if (text is null || Encoding.UTF8.GetByteCount(text) <= longest)
            return text;
        var bytes = Encoding.UTF8.GetBytes(text);
        while ((bytes[longest] & 0b1100_0000) == 0b1000_0000)
            longest--;
        return $"{Encoding.UTF8.GetString(bytes, 0, longest)}\n[cut: {bytes.Length - longest} more bytes; the whole is in the task's raw output]";
    }
}
