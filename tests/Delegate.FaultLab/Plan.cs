namespace Delegate.FaultLab;

/// <summary>What a task's agent does. Each counts its own starts, and hashes what it wrote.</summary>
internal enum AgentKind
{
    /// <summary>Writes line by line, for a while, in several alphabets.</summary>
    Steady,

    /// <summary>Writes megabytes at once.</summary>
    Burst,

    /// <summary>Leaves daemons behind that have left the session, lost their parent and cleared their environment.</summary>
    Daemons,

    /// <summary>Does not hear SIGTERM.</summary>
    Deaf,

    /// <summary>The stand-in for Claude Code.</summary>
    Claude,
}

/// <param name="Exit">The status that it chooses.</param>
/// <param name="After">The key of an earlier task that must end first; null = none.</param>
/// <param name="Reruns">True when a lost attempt is to be followed by another one.</param>
internal sealed record PlannedTask(string Key, AgentKind Kind, int Size, int Exit, string? After, bool Reruns);

internal enum Blow
{
    KillHost,
    KillSupervisor,
    KillAgent,
    KillMcpClient,
    StopHost,
    StopSupervisor,
    StopAgent,
    ClockJump,
    Cancel,
    MachineRestart,
}

/// <param name="Moment">It falls after so many more changes to the files of the data folder.</param>
/// <param name="Number">Whom it hits, or how far, as the blow needs it.</param>
internal sealed record PlannedBlow(Blow Blow, int Moment, int Number);

/// <summary>What happens in one seed, all of it decided before it begins. (What the kernel makes of it is not.)</summary>
/// <param name="Faults"><c>DELEGATE_FAULT</c> of the first lives of the host.</param>
/// <param name="ByMcp">True when a Claude Code session hands the first task over, and not a script.</param>
internal sealed record Plan(int Seed, IReadOnlyList<PlannedTask> Tasks, IReadOnlyList<string> Faults, IReadOnlyList<PlannedBlow> Blows, bool ByMcp)
{
    private static readonly int[] Statuses = [0, 0, 0, 1, 7, 130, 137, 255];

    public static Plan Of(int seed, IReadOnlyList<string> points)
    {
        var random = new Random(seed);
        var tasks = new List<PlannedTask>();
        for (var i = random.Next(3, 7); i > 0; i--)
        {
            var kind = random.Next(10) switch { < 4 => AgentKind.Steady, < 6 => AgentKind.Burst, < 8 => AgentKind.Daemons, 8 => AgentKind.Deaf, _ => AgentKind.Claude };
            tasks.Add(new($"t{tasks.Count}", kind, random.Next(1, 100), kind == AgentKind.Claude ? 0 : Statuses[random.Next(Statuses.Length)],
                tasks.Count > 0 && random.Next(3) == 0 ? tasks[random.Next(tasks.Count)].Key : null, random.Next(4) == 0));
        }
        // Half of all seeds let the host end itself at an exact place; some twice; some let a write fail instead.
        var faults = new List<string>();
        while (faults.Count < 2 && random.Next(2) == 0)
        {
            var point = points[random.Next(points.Count)];
            faults.Add(point == "journal.write" && random.Next(2) == 0 ? $"{point}:{random.Next(2, 25)}:fail" : $"{point}:{random.Next(1, point is "journal.closed" or "output.read" ? 40 : 10)}");
        }
        var blows = new List<PlannedBlow>();
        for (var i = random.Next(faults.Count == 0 ? 1 : 0, 4); i > 0; i--)
        {
            var blow = random.Next(20) switch
            {
                < 6 => Blow.KillHost, < 8 => Blow.KillSupervisor, < 10 => Blow.KillAgent, 10 => Blow.KillMcpClient, < 13 => Blow.StopHost,
                13 => Blow.StopSupervisor, 14 => Blow.StopAgent, 15 => Blow.ClockJump, < 19 => Blow.Cancel, _ => Blow.MachineRestart,
            };
            blows.Add(new(blow, random.Next(1, 80), random.Next(1000)));
        }
        return new(seed, tasks, faults, blows, random.Next(4) == 0 || blows.Any(blow => blow.Blow == Blow.KillMcpClient));
    }
}
