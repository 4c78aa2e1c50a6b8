using System.Collections;
using System.ComponentModel;
using System.Globalization;
using Delegate.Actors.Agents;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes.Linux;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>Starts the supervisor of an attempt, which starts the agent.</summary>
internal static class AttemptLauncher
{
    /// <summary>Every process of an attempt inherits it, and is found by it.</summary>
    public const string MarkVariable = "DELEGATE_ATTEMPT";

    // What a Claude Code session that started the host says about itself: another session must not take it for its own.
    private static readonly HashSet<string> OfTheCallersSession =
        ["CLAUDECODE", "CLAUDE_CODE_CHILD_SESSION", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE_SESSION_ID", "CLAUDE_CODE_SSE_PORT", "CLAUDE_PROJECT_DIR"];

    private const string TaskVariable = "DELEGATE_TASK_ID";

    /// <summary>The entry that marks the environment of an attempt's processes.</summary>
    public static string MarkOf(AttemptKey attempt) => $"{MarkVariable}={attempt}";

    /// <summary>Looks before it leaps: an agent that cannot be started is known without a process; null when it can.</summary>
    public static OutcomeView? WhyNot(TaskSpec spec, AgentCommand command)
    {
        if (!Directory.Exists(spec.Cwd))
            return new(OutcomeCodes.BadFolder, $"The folder '{spec.Cwd}' is not there any more.", By: "host", Hint: $"mkdir -p '{spec.Cwd}'");
        return InstalledProgram.Find(command.Program, Environment.GetEnvironmentVariable) switch
        {
            { IsExecutable: true } => null,
            { } found => new(OutcomeCodes.AgentNotFound, $"'{found.Path}' is not executable.", By: "host", Hint: $"chmod +x '{found.Path}'"),
            null => new(OutcomeCodes.AgentNotFound, $"There is no program '{command.Program}'.", By: "host",
                Hint: spec.Agent == AgentNames.Claude ? "delegate doctor; delegate config set claudePath /path/to/claude" : "delegate doctor"),
        };
    }

    /// <summary>Starts it. The folder is made, the files are there.</summary>
    /// <param name="memoryCeiling">Bytes that it may take with all its processes, where the kernel can hold it to that; null = no such limit.</param>
    /// <returns>The supervisor.</returns>
    /// <exception cref="Win32Exception">The machine refused (no memory, no process left).</exception>
    public static ProcessIdentity Start(AttemptKey attempt, TaskSpec spec, AgentCommand command, AttemptFolder folder, long? memoryCeiling = null)
    {
        var program = InstalledProgram.Find(command.Program, Environment.GetEnvironmentVariable)!.Path;
        var cgroup = AttemptCgroup.Make(attempt, folder)?.Path ?? "";
        var memory = memoryCeiling is { } ceiling ? AttemptMemory.Make(attempt, folder, ceiling)?.Path ?? "" : "";
        var supervisor = SupervisorProgram.OfThisMachine;
        FaultPoint.Cross("agent.spawn");
        var pid = Native.SpawnInNewSession(
            supervisor.Path,
            [.. supervisor.Arguments, folder.Path, command.StdinFile ?? "/dev/null", spec.Cwd, ProcessTable.BootId, cgroup, memory,
                (spec.MaxOutputBytes ?? 0).ToString(CultureInfo.InvariantCulture), program, .. command.Arguments],
            EnvironmentOf(attempt, command), folder.SupervisorLog);
        FaultPoint.Cross("agent.spawned");
        // Our own child: even if it has ended already, its entry stays until we let the kernel forget it.
        return ProcessTable.Identify(pid) ?? throw new InvalidOperationException($"The supervisor {pid} of {attempt} vanished.");
    }

    private static List<string> EnvironmentOf(AttemptKey attempt, AgentCommand command)
    {
        var variables = new Dictionary<string, string?>();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            if (entry is { Key: string name, Value: string value } && !OfTheCallersSession.Contains(name))
                variables[name] = value;
        foreach (var (name, value) in command.Environment)
            variables[name] = value;
        foreach (var seam in variables.Keys.Where(name => name.StartsWith("DELEGATE_FAULT", StringComparison.Ordinal)).ToList())
            variables.Remove(seam); // the lab's, not an agent's
        variables[MarkVariable] = attempt.ToString();
        variables[TaskVariable] = attempt.Task.Value;
        return [.. variables.Where(entry => entry.Value is not null).Select(entry => $"{entry.Key}={entry.Value}")];
    }
}
