using System.CommandLine;
using Delegate.Cli.Interop;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate host</c>: the background process that owns the tasks.</summary>
internal static class HostCommand
{
    private const string LogFile = "host.log";
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    public static Command Create(CliContext context) => new Verb("host", "The host: the background process that owns the tasks. It starts by itself when it is needed.",
        "delegate host status",
        "delegate host stop        # running agents go on; the next host takes them back")
    {
        CreateStart(context), CreateStop(context), CreateStatus(context), CreateLogs(context), DecisionsCommand.Create(context),
    };

    public static void Show(CliContext context, HostView host)
    {
        var capacity = host.Capacity;
        var counts = string.Join(", ", host.Counts.Where(count => count.Value > 0).Select(count => $"{count.Value} {count.Key}"));
        var rows = new List<IReadOnlyList<Cell>>
        {
            new Cell[] { "host", $"{host.Version}, pid {host.Pid}, up {Words.For(context.Time.GetUtcNow() - host.StartedAt)}" },
            new Cell[] { "data", host.Home },
            new Cell[] { "web", host.Url ?? "none (port is -1)" },
            new Cell[] { "tasks", counts.Length > 0 ? counts : "none" },
            new Cell[] { "slots", $"{capacity.Running} of {capacity.MaxSlots} in use, {capacity.Queued} queued" },
            new Cell[]
            {
                "machine",
                $"cpu {Math.Round(capacity.CpuPercent)} %, memory {Words.Size(capacity.MemoryAvailableBytes)} of {Words.Size(capacity.MemoryTotalBytes)} available",
            },
        };
        foreach (var queue in capacity.Queues.Where(queue => queue.Limit is not null || queue.Paused || queue.Name != "default"))
            rows.Add([new Cell($"queue {queue.Name}"), new Cell(
                $"{queue.Running}{(queue.Limit is { } limit ? $" of {limit}" : "")} running, {queue.Waiting} queued{(queue.Paused ? ", paused" : "")}")]);
        rows.Add(["orphans", host.Orphans == 0 ? "0" : new Cell($"{host.Orphans}; delegate doctor", Tone.Bad)]);
        if (capacity.HoldReason is { } reason)
            rows.Add([new Cell("held back"), new Cell(reason, Tone.Busy)]);
        context.Terminal.Out(new Table(["", ""], rows));
    }

    private static Verb CreateStart(CliContext context)
    {
        var json = CommonOptions.Json("one object with the pid", ContractsJson.Default.HostView);
        var verb = new Verb("start", "Start the host, if it does not run.", "delegate host start") { json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var host = await (await context.Hosts.ConnectAsync(cancel)).GetHostAsync(cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(host, ContractsJson.Default.HostView);
            context.Terminal.Say($"the host runs: pid {host.Pid}");
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static Verb CreateStop(CliContext context)
    {
        var verb = new Verb("stop", "Stop the host. Running agents go on; the next host takes them back.", "delegate host stop");
        verb.SetAction(async (_, cancel) =>
        {
            if (await context.Hosts.FindAsync(cancel) is not { } client)
            {
                context.Terminal.Say("no host runs");
                return ExitCodes.Ok;
            }
            var pid = (await client.GetHostAsync(cancel)).Pid;
            using var process = Libc.OpenProcess(pid); // before it is told: its pid may be somebody else's after
            await client.StopHostAsync(cancel);
            if (process is not null && !await Task.Run(() => process.WaitForEnd(StopLimit), cancel).WaitAsync(cancel))
                throw new DelegateException(new(ErrorCodes.Internal,
                    $"The host (pid {pid}) was told to stop, and still runs after {Words.For(StopLimit)}.", $"delegate host logs, or kill {pid}"));
            context.Terminal.Say($"the host (pid {pid}) has stopped; running agents go on");
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static Verb CreateStatus(CliContext context)
    {
        var json = CommonOptions.Json("one object with the pid", ContractsJson.Default.HostView);
        var verb = new Verb("status", $"Show the host; exit code {ExitCodes.HostUnavailable} when none runs.",
            "delegate host status", "kill -9 $(delegate host status --json | jq .pid)   # agents do not mind") { json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.FindAsync(cancel)
                ?? throw new DelegateException(new(ErrorCodes.HostUnreachable, $"No host runs for {context.Home.Path}.", "delegate host start"));
            var host = await client.GetHostAsync(cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(host, ContractsJson.Default.HostView);
            else
                Show(context, host);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static Verb CreateLogs(CliContext context)
    {
        var tail = new Option<int>("--tail", "-n") { Description = "Only the last so many lines.", DefaultValueFactory = _ => 100, HelpName = "n" };
        var verb = new Verb("logs", "Show the end of the host's own log; works without a host.", "delegate host logs", "delegate host logs --tail 1000 | grep WARN") { tail };
        verb.SetAction((parsed, _) =>
        {
            var file = Path.Combine(context.Home.LogsFolder, LogFile);
            if (!File.Exists(file))
                throw new DelegateException(new(ErrorCodes.HostUnreachable, $"There is no log yet: {file}.", "delegate host start"));
            foreach (var line in File.ReadLines(file).TakeLast(parsed.GetValue(tail)))
                context.Terminal.Out(line);
            return Task.FromResult(ExitCodes.Ok);
        });
        return verb;
    }
}
