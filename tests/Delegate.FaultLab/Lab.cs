using System.Collections.Concurrent;
using System.Globalization;

namespace Delegate.FaultLab;

/// <summary>The programs that the lab starts: neighbours of its own assembly under <c>artifacts/bin</c>.</summary>
internal sealed record Programs(string Host, string Cli, string FakeAgent)
{
    public static Programs Built()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string Of(string project, string name) => Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, name);
        return new(Of("Delegate.Host", "delegated"), Of("Delegate.Cli", "delegate"), Of("Delegate.FakeAgent", "fake-agent"));
    }
}

/// <summary>Runs seeds, some at a time, and adds them up.</summary>
internal static class Lab
{
    /// <summary>The places at which a host can end itself: the product's own list, as text, so that the lab needs none of its code.</summary>
    public static IReadOnlyList<string> Points { get; } =
    [
        "journal.write", "journal.closed", "views.write", "views.written",
        "folder.made", "folder.file", "group.make", "group.made", "agent.spawn", "agent.spawned",
        "identity.read", "output.read", "exit.read", "tree.signal", "tree.gone", "group.removed",
    ];

    public static async Task<IReadOnlyList<Verdict>> RunAsync(IEnumerable<int> seeds, int parallel, Action<Verdict> told, bool keep = false)
    {
        var (programs, verdicts) = (Programs.Built(), new ConcurrentBag<Verdict>());
        await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (seed, _) =>
        {
            await using var world = new World(Plan.Of(seed, Points), programs);
            var verdict = await world.RunAsync();
            await world.EndAsync(keep);
            verdicts.Add(verdict);
            told(verdict);
        });
        return [.. verdicts.OrderBy(verdict => verdict.Plan.Seed)];
    }

    /// <summary>The table of the README.</summary>
    public static string Table(IReadOnlyList<Verdict> verdicts)
    {
        static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
        var tasks = verdicts.Sum(verdict => verdict.Plan.Tasks.Count);
        var rows = new List<string>
        {
            $"| Seeds | Tasks | Hosts started | {string.Join(" | ", Kinds.All.Select(Words))} | Never ended |",
            $"|--:|--:|--:|{string.Concat(Kinds.All.Select(_ => "--:|"))}--:|",
            $"| {Number(verdicts.Count)} | {Number(tasks)} | {Number(verdicts.Sum(verdict => verdict.Lives))} | {string.Join(" | ", Kinds.All.Select(kind => Number(Count(verdicts, kind))))} | {Number(Count(verdicts, "never"))} |",
            "",
            "| What was done to it | Times |",
            "|---|--:|",
        };
        rows.AddRange(verdicts.SelectMany(verdict => verdict.Blows).GroupBy(blow => blow).OrderByDescending(blow => blow.Count()).Select(blow => $"| {Told(blow.Key)} | {Number(blow.Count())} |"));
        return string.Join('\n', rows);
    }

    private static int Count(IReadOnlyList<Verdict> verdicts, string kind) =>
        verdicts.Sum(verdict => verdict.Problems.Count(problem => problem.StartsWith(kind, StringComparison.Ordinal)));

    private static string Words(string kind) => kind switch
    {
        Kinds.Lost => "Lost",
        Kinds.Doubled => "Run twice",
        Kinds.Orphan => "Orphans",
        Kinds.Output => "Wrong output",
        _ => "Wrong end",
    };

    private static string Told(string blow) => blow switch
    {
        "KillAtPoint" => "host killed at an exact place (a persist, a file operation, a signal)",
        nameof(Blow.KillHost) => "host killed at some write of its data folder",
        nameof(Blow.KillSupervisor) => "supervisor killed",
        nameof(Blow.KillAgent) => "agent killed",
        nameof(Blow.KillMcpClient) => "MCP client killed",
        nameof(Blow.StopHost) => "host stopped for a while (SIGSTOP)",
        nameof(Blow.StopSupervisor) => "supervisor stopped for a while",
        nameof(Blow.StopAgent) => "agent stopped for a while",
        nameof(Blow.ClockJump) => "clock put forward or back by up to three hours",
        nameof(Blow.Cancel) => "task cancelled",
        nameof(Blow.MachineRestart) => "machine restarted (everybody killed, a fresh boot id)",
        _ => blow,
    };
}
