using System.CommandLine;
using System.Globalization;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary>The options that say when: of create, edit and next.</summary>
internal sealed class WhenOptions
{
    private readonly Option<string?> _cron = new("--cron")
    {
        Description = "A cron expression: minute, hour, day of month, month, day of week; names, steps, L, W and # too; or @daily and its like.", HelpName = "expression",
    };
    private readonly Option<bool> _seconds = new("--seconds") { Description = "The expression has six fields, the first of them seconds." };
    private readonly Option<string[]> _at = new("--at")
    {
        Description = "A single instant, ISO 8601; without an offset it is read in --timezone. May be repeated.", HelpName = "instant",
    };
    private readonly Option<TimeSpan?> _in = CommonOptions.Duration("--in", "Once, so long from now: 30s, 10m, 2h.");
    private readonly Option<TimeSpan?> _every = CommonOptions.Duration("--every", "Again and again, with this between the starts: 30s, 10m, 2h.");
    private readonly Option<string?> _zone = new("--timezone", "--tz") { Description = "The IANA time zone to read times in; UTC by default.", HelpName = "zone" };

    public IEnumerable<Option> All => [_cron, _seconds, _at, _in, _every, _zone];

    public RecurrenceRequest? Read(CliContext context, ParseResult parsed, string? expression, RecurrenceRequest? before)
    {
        var cron = parsed.GetValue(_cron) ?? expression;
        var at = parsed.GetValue(_at) is { Length: > 0 } texts ? texts : null;
        var zone = parsed.GetValue(_zone) ?? before?.Timezone;
        var given = new object?[] { cron, at, parsed.GetValue(_in), parsed.GetValue(_every) }.Count(value => value is not null);
        if (given > 1)
            throw CommonOptions.Usage("There is more than one of --cron, --at, --in and --every; a schedule has one.", "delegate schedule create --help");
        if (given == 0)
            return before is null ? null : before with { Timezone = zone };
        var instants = at?.Select(text => Instant(text, zone)).ToList();
        if (parsed.GetValue(_in) is { } wait)
            instants = [context.Time.GetUtcNow() + wait];
        return new()
        {
            Cron = cron, Seconds = parsed.GetValue(_seconds), At = instants,
            EveryMs = (long?)parsed.GetValue(_every)?.TotalMilliseconds, Timezone = zone,
        };
    }

    /// <summary>Without an offset it is what clocks show in the zone.</summary>
    public static DateTimeOffset Instant(string text, string? zone)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
            throw CommonOptions.Usage($"'{text}' is not an instant.", "write it like 2027-01-31T02:30, or with an offset: 2027-01-31T02:30+01:00");
        if (time.Kind != DateTimeKind.Unspecified)
            return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        try
        {
            return new(time, TimeZoneInfo.FindSystemTimeZoneById(zone ?? "UTC").GetUtcOffset(time));
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException)
        {
            throw new DelegateException(new(ErrorCodes.InvalidTimezone, $"There is no time zone '{zone}'.", "use a name of the IANA database, such as Europe/Berlin or UTC"), unknown);
        }
    }
}
