using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Delegate.FakeAgent;

/// <summary>
/// Plays a prompt. Each line is a step; a prompt that does not begin with one is answered by an echo.
/// <code>
/// say TEXT             an assistant message
/// write FILE TEXT      writes a file
/// count FILE           adds a line to a file: how often was this agent started?
/// await FILE           until the file is there
/// long BYTES           one message of that many characters
/// ignore TERM          from now on
/// child FILE           starts a child that lives on; its pid goes into the file
/// grandchild FILE      the same, in a session of its own, its parent gone
/// deny TOOL            a tool was refused; the session goes on
/// is_error TEXT        ends with an error, and exit status 0
/// usage_limit EPOCH    ends as an account at its limit does
/// no_result            ends without a result
/// crash SIGNAL         ends by a signal, such as KILL
/// exit STATUS          ends with a result, and this exit status
/// </code>
/// </summary>
internal sealed class Script(Flags flags, TextReader input, TextWriter output)
{
    private readonly Stream _stream = new(flags, output);
    private readonly List<string> _said = [];
    private readonly List<string> _denied = [];
    private readonly List<PosixSignalRegistration> _ignored = [];

    public async Task<int> RunAsync()
    {
        var prompt = await input.ReadToEndAsync();
        _stream.Init();
        if (!IsStep(prompt.Split('\n')[0]))
            return End($"echo: {prompt.TrimEnd()}");
        foreach (var line in prompt.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (await PlayAsync(line) is { } status)
                return status;
        return End(string.Join('\n', _said));
    }

    private static bool IsStep(string line) => line.Trim().Split(' ')[0] is
        "say" or "write" or "count" or "await" or "long" or "ignore" or "child" or "grandchild" or "deny" or "is_error" or
        "usage_limit" or "no_result" or "crash" or "exit";

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
                await AppearsAsync(Path.GetFullPath(first));
                break;
            case "ignore":
                _ignored.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true));
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

    private int End(string answer)
    {
        _stream.Result(answer, Math.Max(1, _said.Count), denied: _denied);
        return 0;
    }

    private void Say(string text)
    {
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
