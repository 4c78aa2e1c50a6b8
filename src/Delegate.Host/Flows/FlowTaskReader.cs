using System.Text.RegularExpressions;
using Delegate.Contracts;

namespace Delegate.Host.Flows;

/// <summary>Reads one entry of <c>tasks:</c>.</summary>
internal static partial class FlowTaskReader
{
    /// <summary>The task; null when its problems leave nothing to go on with.</summary>
    public static FlowTask? Read(FlowEntry entry, FlowDefaults defaults, FlowValues values, FlowProblems problems)
    {
        CheckName(entry, problems);
        if (entry.Value is not FlowMap map)
        {
            problems.Add(entry.Value.At, $"Task '{entry.Key}' must be a map with 'prompt' or 'command', not {entry.Value.Kind}.");
            return null;
        }
        var entries = values.Known(map, FlowKeys.Task, $"task '{entry.Key}'");
        var own = FlowDefaults.From(entries, values);
        var settings = own.Over(defaults);
        var policy = settings.OnFailure ?? DependencyPolicy.Cancel;
        var needs = ReadNeeds(entries, policy, values, problems);
        var (agent, work) = ReadWork(entry, entries, own.Agent, defaults.Agent, values, problems);
        var schema = FlowJsonSchema.Read(entries, agent, values, problems);
        if (work?.Text is not { } prompt)
            return null;
        return new(entry.Key, entry.At, agent, prompt, settings.Cwd ?? values.BaseFolder, settings, needs)
        {
            ContinueFrom = ReadContinueFrom(entries, policy, values),
            Named = [.. FlowExpressions.Read(work, problems).Select(named => new FlowNeed(named.Task, policy, named.At))],
            JsonSchema = schema,
        };
    }

    private static List<FlowNeed> ReadContinueFrom(Dictionary<string, FlowEntry> entries, DependencyPolicy policy, FlowValues values)
    {
        if (!entries.TryGetValue(FlowKeys.ContinueFrom, out var from))
            return [];
        var items = from.Value is FlowList list ? list.Items : [from.Value];
        return [.. items.Where(item => values.Text(item, FlowKeys.ContinueFrom) is not null).Select(item => new FlowNeed(((FlowScalar)item).Text!, policy, item.At))];
    }

    private static void CheckName(FlowEntry entry, FlowProblems problems)
    {
        if (!NameRule().IsMatch(entry.Key))
            problems.Add(entry.At, $"'{entry.Key}' cannot be a task's name: letters, digits, '_', '.' and '-', 64 at most.");
        else if (TaskId.TryParse(entry.Key, out _))
            problems.Add(entry.At, $"'{entry.Key}' cannot be a task's name: it has the form of a task id.");
    }

    /// <summary>Exactly one of prompt and command; a command is for the shell, a prompt is not.</summary>
    private static (string Agent, FlowScalar? Work) ReadWork(
        FlowEntry task, Dictionary<string, FlowEntry> entries, string? ownAgent, string? defaultAgent, FlowValues values, FlowProblems problems)
    {
        var (hasPrompt, hasCommand) = (entries.ContainsKey(FlowKeys.Prompt), entries.ContainsKey(FlowKeys.Command));
        if (hasPrompt == hasCommand)
        {
            problems.Add(hasPrompt ? entries[FlowKeys.Command].At : task.At,
                $"Task '{task.Key}' must have exactly one of 'prompt' (words for a model) and 'command' (a command line){(hasPrompt ? "; it has both." : ".")}");
            return (AgentNames.Claude, null);
        }
        if (hasCommand)
        {
            if (ownAgent is not (null or AgentNames.Shell))
                problems.Add(entries[FlowKeys.Agent].At, $"A 'command' is run by the agent '{AgentNames.Shell}'; for '{ownAgent}' write a 'prompt'.");
            return (AgentNames.Shell, Work(FlowKeys.Command));
        }
        var agent = ownAgent ?? defaultAgent ?? AgentNames.Claude;
        if (agent == AgentNames.Shell)
            problems.Add(entries[FlowKeys.Prompt].At, $"The agent '{AgentNames.Shell}' takes a 'command', not a 'prompt'.");
        return (agent, Work(FlowKeys.Prompt));

        FlowScalar? Work(string key) => values.Text(entries, key) is null ? null : (FlowScalar)entries[key].Value;
    }

    private static List<FlowNeed> ReadNeeds(
        Dictionary<string, FlowEntry> entries, DependencyPolicy policy, FlowValues values, FlowProblems problems)
    {
        if (!entries.TryGetValue(FlowKeys.Needs, out var needs))
            return [];
        var items = needs.Value is FlowList list ? list.Items : [needs.Value];
        return [.. items.Select(item => ReadNeed(item, policy, values, problems)).OfType<FlowNeed>()];
    }

    private static FlowNeed? ReadNeed(FlowNode item, DependencyPolicy policy, FlowValues values, FlowProblems problems)
    {
        switch (item)
        {
            case FlowScalar { Text: { Length: > 0 } name }:
                return new(name, policy, item.At);
            case FlowMap map:
                var entries = values.Known(map, FlowKeys.Need, "an entry of 'needs'");
                if (!entries.ContainsKey(FlowKeys.NeedsTask))
                    problems.Add(map.At, $"This entry of 'needs' lacks '{FlowKeys.NeedsTask}'.");
                var own = values.Word<DependencyPolicy>(entries, FlowKeys.OnFailure);
                return values.Text(entries, FlowKeys.NeedsTask) is { } named ? new(named, own ?? policy, entries[FlowKeys.NeedsTask].Value.At) : null;
            default:
                problems.Add(item.At, $"'needs' must be a name or a list of names, not {item.Kind}.");
                return null;
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex NameRule();
}
