using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>
/// Adds up a Claude Code session's stream. What is known of its events was measured, and new ones appear with every
/// version: what is not understood is passed over, and a line that is no JSON too.
/// </summary>
/// <param name="wantsJson">True when the answer has to fit a schema.</param>
internal sealed class ClaudeOutput(bool wantsJson = false) : IAgentOutput
{
    private const int LongestResult = 64 * 1024;
    private const long EndOfCalendar = 253_402_300_800; // the year 10000

    private readonly ClaudeConversation _conversation = new();
    private ClaudeResult? _result;
    private string? _error;
    private bool _isLimited;
    private DateTimeOffset? _limitResets;

    public string? SessionId { get; private set; }

    public string? Model { get; private set; }

    public int Turns => _conversation.Turns;

    public string? LastMessage => _conversation.LastMessage;

    public UsageView? Usage => _conversation.Usage;

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
                case ("assistant", _):
                    _error = entry.Text("error") ?? _error;
                    _conversation.Hear(entry);
                    return false;
                case ("rate_limit_event", _) when entry.At("rate_limit_info") is { } info && info.Text("status") == "rejected":
                    _isLimited = true;
                    _limitResets = info.Number("resetsAt") is > 0 and < EndOfCalendar and var epoch ? DateTimeOffset.FromUnixTimeSeconds(epoch) : null;
                    return false;
                case ("result", _): // a session may give several: the last one counts
                    _result = ClaudeResult.Read(entry, _result);
                    _conversation.Settle(_result.Usage);
                    return Learn(entry.Text("session_id"), null);
                default:
                    return false;
            }
        }
    }

    public AgentReport Conclude(AgentExit? exit, LastWords words)
    {
        var outcome = Outcome(exit, words.Stderr);
        return new(
            outcome, Answer(), Usage, SessionId, _result?.Json,
            outcome.Code == OutcomeCodes.UsageLimit ? _limitResets : null);
    }

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
        // It never came as far as a session: a flag, a setting or a session's id that it does not take, or no program at all.
        (_, null) when SessionId is null => Outcomes.Exited(exit, stderrTail) with
        {
            Code = OutcomeCodes.BadConfiguration, Hint = "delegate logs shows what it does not take; delegate doctor",
        },
        (_, null) => Outcomes.Exited(exit, stderrTail),
        (_, { IsError: true } result) => ClaudeFailure.Of(exit, result, _error, _isLimited, _limitResets),
        ({ ExitCode: not 0 }, _) => Outcomes.Exited(exit, stderrTail),
        (_, { Denied.Count: > 0 } result) => new(
            OutcomeCodes.PermissionDenied, $"It was not allowed to use {string.Join(", ", result.Denied)}, and ended without it.", 0, By: "agent",
            Hint: "delegate run --permission-mode acceptEdits …, or --allowed-tools \"Bash(git:*)\" …"),
        (_, { Reason: "tool_deferred" }) => new(
            OutcomeCodes.PermissionDenied, "A hook deferred one of its tool calls, and nobody is there to answer.", 0, By: "agent", Hint: "claude --resume, with the tool allowed, goes on from there"),
        (_, { Json: null }) when wantsJson => new(
            OutcomeCodes.AgentError, "Its answer does not fit the JSON schema that was asked for.", 0, By: "agent", Hint: "delegate logs shows what it answered"),
        _ => Outcomes.Succeeded(exit),
    };

    private bool Learn(string? sessionId, string? model)
    {
        var (session, used) = (sessionId ?? SessionId, model ?? Model);
        var isNew = session != SessionId || used != Model;
        (SessionId, Model) = (session, used);
        return isNew;
    }

    private string? Answer()
    {
        if (_result?.Text is not { } text)
            return null;
        var kept = TextCut.Head(text, LongestResult, out var cut);
        return cut == 0 ? kept : $"{kept}\n[cut: {cut} more bytes; the whole is in the task's raw output]";
    }
}
