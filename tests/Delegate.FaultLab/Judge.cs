using System.Security.Cryptography;
using System.Text;
using Delegate.Contracts;

namespace Delegate.FaultLab;

/// <summary>Compares what the host says with what the agents themselves wrote down.</summary>
/// <param name="hit">Keys of the tasks that a blow was aimed at: these may have ended otherwise than planned.</param>
internal sealed class Judge(World world, Plan plan, IReadOnlyDictionary<string, TaskId> ids, IReadOnlySet<string> hit)
{
    public async Task<List<string>> JudgeAsync((IReadOnlyList<TaskView> Tasks, HostView Host) seen, Func<TaskId, Task<List<LogLine>>> readLines)
    {
        var problems = new List<string>();
        if (seen.Tasks.Count != plan.Tasks.Count)
            problems.Add($"{Kinds.Lost}: {plan.Tasks.Count} tasks were accepted, {seen.Tasks.Count} are there");
        foreach (var planned in plan.Tasks)
            if (seen.Tasks.FirstOrDefault(task => task.Id == ids[planned.Key]) is { } task)
                problems.AddRange((await OfTaskAsync(planned, task, readLines)).Select(problem => $"{problem} [{planned.Key} {planned.Kind}, {task.Id}, {task.Phase}, attempt {task.Attempt}, {task.Outcome?.Code} {task.Outcome?.ExitCode}{task.Outcome?.Signal}]"));
            else
                problems.Add($"{Kinds.Lost}: {planned.Key} is gone");
        if (seen.Host.Orphans != 0)
            problems.Add($"{Kinds.Orphan}: the host counts {seen.Host.Orphans}");
        return problems;
    }

    /// <summary>When the host is gone as well: nobody may be left.</summary>
    public IEnumerable<string> Leftovers() =>
        Machine.With($"{DelegateHome.Variable}={world.Home.Path}").Concat(world.Daemons().Where(daemon => daemon.Lives))
            .Select(process => $"{Kinds.Orphan}: {Machine.Describe(process)}");

    private async Task<List<string>> OfTaskAsync(PlannedTask planned, TaskView task, Func<TaskId, Task<List<LogLine>>> readLines)
    {
        var problems = new List<string>();
        if (!task.Phase.IsTerminal() || task.Outcome is not { } outcome)
            return [$"{Kinds.Lost}: it has no end"];
        var asPlanned = planned.Exit == 0 ? outcome is { Code: OutcomeCodes.Succeeded, ExitCode: 0 } : outcome.Code == OutcomeCodes.AgentError && outcome.ExitCode == planned.Exit;
        var mayBe = asPlanned || (hit.Contains(planned.Key) && outcome.Code is OutcomeCodes.Lost or OutcomeCodes.Cancelled or OutcomeCodes.Killed);
        if (!mayBe)
            problems.Add($"{Kinds.Status}: planned was exit {planned.Exit}");

        var starts = Lines($"{planned.Key}.starts");
        if (starts.Length > task.Attempt)
            problems.Add($"{Kinds.Doubled}: started {starts.Length} times");
        if (planned.Kind != AgentKind.Claude && starts.Distinct().Count() != starts.Length)
            problems.Add($"{Kinds.Doubled}: {string.Join(' ', starts)}");
        // A conversation that was cut before its first words were acted upon is resumed with others: those do not count.
        if (asPlanned && starts.Length == 0 && (planned.Kind != AgentKind.Claude || task.Attempt == 1))
            problems.Add($"{Kinds.Status}: it ended as planned, and never began");
        if (asPlanned && planned.Kind != AgentKind.Claude)
            problems.AddRange(await OfOutputAsync(planned, task, readLines));
        return problems;
    }

    /// <summary>The agent's own hash of what it wrote, the file, and what the host gives to read: one and the same.</summary>
    private async Task<List<string>> OfOutputAsync(PlannedTask planned, TaskView task, Func<TaskId, Task<List<LogLine>>> readLines)
    {
        var said = Lines($"{planned.Key}.{task.Attempt}.hash").FirstOrDefault()?.Split(' ')[0];
        var file = Path.Combine(world.Home.TasksFolder, task.Id.Value, $"{task.Attempt}", "stdout");
        var given = string.Concat((await readLines(task.Id)).Where(line => line.Stream == "stdout").Select(line => line.Text + "\n"));
        var problems = new List<string>();
        if (Hash(await File.ReadAllBytesAsync(file)) != said)
            problems.Add($"{Kinds.Output}: the file is not what the agent wrote");
        if (Hash(Encoding.UTF8.GetBytes(given)) != said)
            problems.Add($"{Kinds.Output}: what is given to read is not what the agent wrote");
        return problems;
    }

    private string[] Lines(string name)
    {
        var file = Path.Combine(world.Work, name);
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>What can be wrong: the columns of the table.</summary>
internal static class Kinds
{
    public const string Lost = "lost", Doubled = "doubled", Orphan = "orphan", Output = "output", Status = "status";

    public static IReadOnlyList<string> All { get; } = [Lost, Doubled, Orphan, Output, Status];
}

/// <param name="Problems">Empty when all is well.</param>
/// <param name="Blows">What really fell.</param>
/// <param name="Lives">How often the host was started.</param>
internal sealed record Verdict(Plan Plan, IReadOnlyList<string> Problems, IReadOnlyList<string> Blows, int Lives, TimeSpan Took);
