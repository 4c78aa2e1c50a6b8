using System.Text.Json;
using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>A command says what it has to say by its status; its result is what it wrote last.</summary>
internal sealed class ShellOutput(bool keepsResult = true) : IAgentOutput
{
    public string? SessionId => null;

    public string? Model => null;

    public int Turns => 0;

    public string? LastMessage => null;

    public UsageView? Usage => null;

    public bool Read(string line) => false;

    public AgentReport Conclude(AgentExit? exit, LastWords words)
    {
        var outcome = exit switch
        {
            { Signal: not null } => Outcomes.Killed(exit),
            { ExitCode: 0 } => Outcomes.Succeeded(exit),
            { } => Outcomes.Exited(exit, words.Stderr),
            null => new(OutcomeCodes.Lost, "Nobody knows how it ended.", By: "host"),
        };
        if (!keepsResult)
            return new(outcome);
        var whole = words.Stdout.EndsWith('\n') ? words.Stdout[..^1].TrimEnd('\r') : words.Stdout;
        // Bytes that are no text become longer when they are shown as replacements: what is kept is cut once more.
        var kept = TextCut.Tail(whole, LastWords.LongestStdout, out var more);
        var cut = words.StdoutCut + more;
        var result = cut > 0 ? $"[cut: {cut} bytes before this; the whole is in the task's raw output]\n{kept}" : kept;
        return new(outcome, result.Length == 0 ? null : result, ResultJson: cut == 0 && IsJson(whole) ? whole.Trim() : null);
    }

    /// <summary>An object or an array; a number or a word alone is what any command may write without meaning JSON.</summary>
    private static bool IsJson(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return false;
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
