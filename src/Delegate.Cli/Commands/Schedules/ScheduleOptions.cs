using System.CommandLine;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary>Everything that can be said of a schedule: the same words for create and for edit.</summary>
internal sealed class ScheduleOptions
{
    private readonly WhenOptions _when = new();
    private readonly ScheduledTaskOptions _task = new();
    private readonly Option<string?> _name = new("--name") { Description = "A name for people; every verb takes it for the id.", HelpName = "name" };
    private readonly Option<string[]> _step = new("--step") { Description = "A step of a pipeline, instead of one prompt; each starts when the one before has succeeded. Repeat it.", HelpName = "prompt" };
    private readonly Option<string?> _flow = new("--flow") { Description = "A flow file, instead of a prompt; its text is kept in the schedule.", HelpName = "file" };
    private readonly Option<MissedPolicy?> _missed = new("--missed", "--missed-run-policy")
    {
        Description = "Runs that nobody was there for: skip (default), once, all, catchup (the same as once), fail.", HelpName = "policy",
        CustomParser = result => WordOptions.Parse<MissedPolicy>(result, "--missed", "skip, once, all, catchup or fail"),
    };
    private readonly Option<TimeSpan?> _missedAfter = CommonOptions.Duration("--missed-after", "Later than this is missed; five minutes, or the time to the next run if that is less.");
    private readonly Option<int?> _mostMissed = new("--most-missed") { Description = "With --missed all: at most so many, 10 by default.", HelpName = "n" };
    private readonly Option<TimeSpan?> _spacing = CommonOptions.Duration("--missed-spacing", "With --missed all: between their starts, a minute by default.");
    private readonly Option<OverlapPolicy?> _overlap = new("--overlap")
    {
        Description = "A run whose time comes while the one before has not ended: skip (default), queue, cancel-running, allow.", HelpName = "policy",
        CustomParser = result => WordOptions.Parse<OverlapPolicy>(result, "--overlap", "skip, queue, cancel-running or allow"),
    };
    private readonly Option<TimeSpan?> _jitter = CommonOptions.Duration("--jitter", "Start each run late by a part of this, so that many do not start at once.");
    private readonly Option<int?> _maxRuns = new("--max-runs") { Description = "Complete it after so many runs.", HelpName = "n" };
    private readonly Option<string?> _notBefore = new("--not-before") { Description = "No run before this instant.", HelpName = "instant" };
    private readonly Option<string?> _expires = new("--expires-at") { Description = "No run at or after this instant.", HelpName = "instant" };
    private readonly Option<string?> _after = new("--after") { Description = "Start each run when that schedule's runs of the same time and before have ended.", HelpName = "schedule" };
    private readonly Argument<string[]> _prompt = new("prompt")
    {
        Description = "What to do: one prompt, or the command line after --. ${{ schedule.due }} stands for the run's own instant.", Arity = ArgumentArity.ZeroOrMore,
    };

    public void AddTo(Command verb)
    {
        verb.Add(_prompt);
        foreach (var option in _when.All.Concat([_name, _step, _flow]).Concat(_task.All)
            .Concat([_missed, _missedAfter, _mostMissed, _spacing, _overlap, _jitter, _maxRuns, _notBefore, _expires, _after]))
            verb.Add(option);
    }

    /// <summary>The schedule that the words ask for; what they do not say is as <paramref name="before"/> has it.</summary>
    public async Task<ScheduleRequest> ReadAsync(CliContext context, IDelegateClient client, ParseResult parsed, ScheduleRequest? before, CancellationToken cancel)
    {
        var when = _when.Read(context, parsed, null, before?.When)
            ?? throw CommonOptions.Usage("There is no time: --cron, --at, --in or --every is needed.", "delegate schedule create --cron '30 2 * * *' \"check the build\"");
        var zone = when.Timezone;
        return new()
        {
            Name = parsed.GetValue(_name) ?? before?.Name,
            When = when,
            Work = await WorkAsync(context, parsed, before?.Work, cancel),
            MissedRuns = parsed.GetValue(_missed) ?? before?.MissedRuns ?? default,
            MissedAfterMs = (long?)parsed.GetValue(_missedAfter)?.TotalMilliseconds ?? before?.MissedAfterMs,
            MostMissedRuns = parsed.GetValue(_mostMissed) ?? before?.MostMissedRuns,
            MissedSpacingMs = (long?)parsed.GetValue(_spacing)?.TotalMilliseconds ?? before?.MissedSpacingMs,
            Overlap = parsed.GetValue(_overlap) ?? before?.Overlap ?? default,
            JitterMs = (long?)parsed.GetValue(_jitter)?.TotalMilliseconds ?? before?.JitterMs,
            MaxRuns = parsed.GetValue(_maxRuns) ?? before?.MaxRuns,
            NotBefore = parsed.GetValue(_notBefore) is { } first ? WhenOptions.Instant(first, zone) : before?.NotBefore,
            ExpiresAt = parsed.GetValue(_expires) is { } last ? WhenOptions.Instant(last, zone) : before?.ExpiresAt,
            After = parsed.GetValue(_after) is { } leader ? await ScheduleNames.ResolveAsync(client, leader, cancel) : before?.After,
            Source = before?.Source ?? "cli",
            CallerSession = before?.CallerSession ?? context.Environment("CLAUDE_CODE_SESSION_ID"),
        };
    }

    private async Task<ScheduledWork> WorkAsync(CliContext context, ParseResult parsed, ScheduledWork? before, CancellationToken cancel)
    {
        var (words, steps, flow) = (parsed.GetValue(_prompt) ?? [], parsed.GetValue(_step) ?? [], parsed.GetValue(_flow));
        if ((words.Length > 0 ? 1 : 0) + (steps.Length > 0 ? 1 : 0) + (flow is null ? 0 : 1) > 1)
            throw CommonOptions.Usage("There is more than one of a prompt, --step and --flow; a schedule starts one.", "delegate schedule create --help");
        if (flow is not null)
            return new() { Flow = await FlowAsync(context, flow, cancel) };
        if (steps.Length > 0)
            return new() { Steps = [.. steps.Select(step => _task.Task(context, parsed, step, before?.Task))] };
        if (words.Length > 0 || before is null)
            return new() { Task = _task.Task(context, parsed, await PromptSource.ReadAsync(context, _task.Agent(parsed) ?? before?.Task?.Agent ?? AgentNames.Claude, words, null, cancel), before?.Task) };
        if (before.Task is { } task)
            return new() { Task = _task.Task(context, parsed, null, task) };
        return before.Steps is { } chain ? new() { Steps = [.. chain.Select(step => _task.Task(context, parsed, null, step))] } : before;
    }

    private static async Task<FlowRequest> FlowAsync(CliContext context, string path, CancellationToken cancel) => new(
        await PromptSource.ReadTextAsync(context, path, cancel),
        path == "-" ? "stdin" : path,
        path == "-" ? context.Folder : Path.GetDirectoryName(Path.GetFullPath(path, context.Folder))!);
}
