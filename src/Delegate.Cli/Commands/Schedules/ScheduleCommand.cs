using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate schedule</c>: work that starts at certain times.</summary>
internal static class ScheduleCommand
{
    public static Command Create(CliContext context) => new Verb("schedule", "Work that starts at certain times.",
        "delegate schedule create --cron '30 2 * * *' --timezone Europe/Berlin \"check the nightly build\"",
        "delegate schedule list",
        "delegate schedule show 7k2m")
    {
        ScheduleCreateCommand.Create(context),
        ScheduleListCommand.Create(context),
        ScheduleShowCommand.Create(context),
        ScheduleNextCommand.Create(context),
        SchedulePauseCommand.Create(context),
        ScheduleResumeCommand.Create(context),
        ScheduleRunCommand.Create(context),
        ScheduleEditCommand.Create(context),
        ScheduleCancelCommand.Create(context),
    };

    public static Argument<string> Id() =>
        new("schedule") { Description = "A schedule's name or id, or a beginning of its id that fits no other." };

    public static Option<string?> Reason() => new("--reason") { Description = "Why; kept with the schedule.", HelpName = "words" };

    /// <summary>What became of it: one line for people, or the whole as JSON.</summary>
    public static int Report(CliContext context, ScheduleView schedule, bool json)
    {
        if (json)
            context.Terminal.OutJson(schedule, ContractsJson.Default.ScheduleView);
        var next = schedule.NextRunAt is { } at ? $", next at {ScheduleWords.Instant(at)}" : "";
        context.Terminal.Say($"{schedule.Id}: {ScheduleWords.Status(schedule.Status)}{next}");
        return ExitCodes.Ok;
    }
}
