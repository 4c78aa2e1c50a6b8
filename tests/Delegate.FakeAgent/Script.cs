using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Delegate.FakeAgent;

/// <summary>
/// Plays a prompt. Each line is a step, from the first line, or from the one after a line that says <c>steps:</c> (what
/// was put before it is not played). A prompt without steps is answered by an echo.
/// <code>
/// say TEXT             an assistant message
/// tool COMMAND         an assistant message that uses the Bash tool (nothing is run)
/// err TEXT             a line on stderr
/// recall               says how often this session was told something before, and the first line of each
/// write FILE TEXT      writes a file
/// count FILE           adds a line to a file: how often was this agent started?
/// await FILE           until the file is there
/// long BYTES           one message of that many characters
/// ignore SIGNAL        TERM or INT, from now on
/// first N FILE STEP    the first N times (FILE counts them, across processes) plays the step
/// child FILE           starts a child that lives on; its pid goes into the file
/// grandchild FILE      the same, in a session of its own, its parent gone
/// deny TOOL            a tool was refused; the session goes on
/// is_error TEXT        ends with an error, and exit status 0
/// usage_limit EPOCH    ends as an account at its limit does
/// api_error STATUS     ends as a failure of the service: 529, 500, 429, 401 and so on; 0 = no connection
/// json TEXT            ends with this as its structured answer; without it a schema is not fitted
/// max_turns            ends because it may not go on
/// no_result            ends without a result
/// crash SIGNAL         ends by a signal, such as KILL
/// exit STATUS          ends with a result, and this exit status
/// </code>
/// SIGINT while it waits for a file ends it as an interrupted session ends: with an error, and exit status 0.
/// </summary>
/// <param name="before">What the session was told before.</param>
internal sealed class Script(Flags flags, IReadOnlyList<string> before, TextWriter output)
{
    private readonly TaskCompletionSource _interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stream _stream = new(flags, output);
    private readonly List<string> _said = [];
    private readonly List<string> _denied = [];
    private readonly List<PosixSignalRegistration> _ignored = [];
    private bool _isDeaf;
    private int _turns;

    public async Task<int> RunAsync(string prompt)
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            if (!_isDeaf)
                _interrupted.TrySetResult();
        });
        _stream.Init();
        var lines = prompt.Split('\n', StringSplitOptions.TrimEntries);
        var steps = lines.Skip(Array.IndexOf(lines, "steps:") + 1).Where(line => line.Length > 0).ToList();
        if (steps.Count == 0 || !IsStep(steps[0]))
            return End($"echo: {prompt.TrimEnd()}");
        foreach (var line in steps)
            if (await PlayAsync(line) is { } status)
                return status;
        return End(string.Join('\n', _said));
    }

    private static bool IsStep(string line) => line.Split(' ')[0] is
        "say" or "tool" or "err" or "recall" or "write" or "count" or "await" or "long" or "ignore" or "first" or "child" or "grandchild" or
        "deny" or "is_error" or "usage_limit" or "api_error" or "json" or "max_turns" or "no_result" or "crash" or "exit";

    /// <returns>The exit status when the step ends the session.</returns>
    private async Task<int?> PlayAsync(string line)
    {
        var (step, rest) = Split(line);
        var (first, text) = Split(rest);
        switch (step)
        {
            case "say":
                Say(rest);
                break;
            case "tool":
                _turns++;
                _stream.UseTool("Bash", rest);
                break;
            case "err":
                await Console.Error.WriteLineAsync(rest);
                break;
            case "recall":
                Say($"{before.Count} before: {string.Join(" | ", before.Select(told => told.Split('\n')[0]))}");
                break;
            case "first":
                return await PlayFirstAsync(int.Parse(first, CultureInfo.InvariantCulture), text);
            case "long":
                Say(new string('x', int.Parse(rest, CultureInfo.InvariantCulture)));
                break;
            case "write":
                await File.WriteAllTextAsync(first, text + "\n");
                break;
            case "count":
                await File.AppendAllTextAsync(first, "started\n");
                break;
            case "await":
                var isThere = AppearsAsync(Path.GetFullPath(first));
                if (await Task.WhenAny(isThere, _interrupted.Task) == isThere)
                    break;
                _stream.Result("", _turns, isError: true, reason: "aborted_tools", subtype: "error_during_execution");
                return 0;
            case "ignore":
                _ignored.Add(PosixSignalRegistration.Create(first == "INT" ? PosixSignal.SIGINT : PosixSignal.SIGTERM, signal => signal.Cancel = true));
                _isDeaf |= first == "INT";
                break;
            case "child":
                await LeaveBehindAsync("exec", first);
                break;
            case "grandchild":
                await LeaveBehindAsync("exec setsid", first);
                break;
            case "deny":
                _denied.Add(first);
                break;
            case "is_error":
                _stream.Result(rest, 1, isError: true, reason: "agent_error");
                return 0;
            case "usage_limit":
                _stream.UsageLimit(long.Parse(first, CultureInfo.InvariantCulture));
                _stream.Result("You've hit your usage limit", 1, isError: true, reason: "api_error", apiError: "usage_limit_reached");
                return 1;
            case "api_error":
                return Fail(int.Parse(first, CultureInfo.InvariantCulture));
            case "json":
                _stream.Result(rest, Math.Max(1, _turns), json: flags.WantsJson ? JsonNode.Parse(rest) : null);
                return 0;
            case "max_turns":
                _stream.Result("", Math.Max(1, _turns), isError: true, reason: "max_turns", subtype: "error_max_turns");
                return 1;
            case "no_result":
                return 0;
            case "crash":
                using (Process.Start("/bin/sh", ["-c", $"kill -{first} {Environment.ProcessId}"]))
                    await Task.Delay(Timeout.Infinite);
                break;
            case "exit":
                _ = End(string.Join('\n', _said));
                return int.Parse(first, CultureInfo.InvariantCulture);
            default:
                await Console.Error.WriteLineAsync($"fake-agent: no step '{step}'");
                return 1;
        }
        return null;
    }

    private async Task<int?> PlayFirstAsync(int times, string rest)
    {
        var (file, step) = Split(rest);
        if (File.Exists(file) && File.ReadLines(file).Count() >= times)
            return null;
        await File.AppendAllTextAsync(file, "played\n");
        return await PlayAsync(step);
    }

    private int Fail(int status)
    {
        var text = status == 0 ? "API Error: Connection refused (ECONNREFUSED)" : $"API Error: {status} Scripted failure {status}.";
        _stream.SayError(text, status switch { 401 or 403 => "authentication_failed", 429 => "rate_limit", >= 500 => "server_error", _ => "unknown" });
        _stream.Result(text, Math.Max(1, _turns), isError: true, reason: "api_error", apiError: status == 0 ? "connection_failed" : null, status: status == 0 ? null : status);
        return 1;
    }

    private int End(string answer)
    {
        _stream.Result(answer, Math.Max(1, _turns), denied: _denied);
        return 0;
    }

    private void Say(string text)
    {
        _turns++;
        _said.Add(text);
        _stream.Say(text);
    }

    /// <summary>A process that outlives its parent, ignores SIGTERM, and has told who it is before this returns.</summary>
    private static async Task LeaveBehindAsync(string how, string pidFile)
    {
        var life = $"trap \"\" TERM; echo $$ > {pidFile}.part; mv {pidFile}.part {pidFile}; while :; do tail -f /dev/null; done";
        using var parent = Process.Start("/bin/sh", ["-c", $"({how} sh -c '{life}') > /dev/null 2>&1 < /dev/null &"]);
        await parent.WaitForExitAsync();
        await AppearsAsync(Path.GetFullPath(pidFile));
    }

    private static async Task AppearsAsync(string file)
    {
        var appeared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(file)!, Path.GetFileName(file));
        watcher.Created += (_, _) => appeared.TrySetResult();
        watcher.Renamed += (_, _) => appeared.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (File.Exists(file))
            return; // it was there before anybody looked
        await appeared.Task;
    }

    private static (string First, string Others) Split(string text)
    {
        var at = text.IndexOf(' ', StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
