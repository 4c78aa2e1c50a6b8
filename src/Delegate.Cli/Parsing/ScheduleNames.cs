using Delegate.Contracts;

namespace Delegate.Cli.Parsing;

/// <summary>From what a person types to a schedule: its id, its name, or a beginning of its id that fits no other.</summary>
internal static class ScheduleNames
{
    private const string Prefix = "schedule-";
    private const int PageSize = 1000;

    public static async Task<ScheduleId> ResolveAsync(IDelegateClient client, string name, CancellationToken cancel)
    {
        if (ScheduleId.TryParse(name, out var whole))
            return whole;
        var beginning = name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name;
        var (named, begun) = (new List<ScheduleView>(), new List<ScheduleView>());
        for (var page = ScheduleFilter.All with { Limit = PageSize }; ; page = page with { Offset = page.Offset + PageSize })
        {
            var (schedules, total) = await client.ListSchedulesAsync(page, cancel);
            named.AddRange(schedules.Where(schedule => schedule.Schedule.Name == name));
            begun.AddRange(schedules.Where(schedule => beginning.Length > Prefix.Length && schedule.Id.Value.StartsWith(beginning, StringComparison.Ordinal)));
            if (page.Offset + PageSize >= total)
                break;
        }
        // A name may be used again when its schedule has ended.
        var live = named.Where(schedule => schedule.Status is ScheduleStatus.Active or ScheduleStatus.Paused).ToList();
        var found = live.Count > 0 ? live : named.Count > 0 ? named.Take(1).ToList() : begun;
        return found switch
        {
            [var only] => only.Id,
            [var one, var other, ..] => throw new DelegateException(new(ErrorCodes.InvalidInput,
                $"'{name}' fits more than one schedule: {one.Id} and {other.Id}.", "type more of the id, or see delegate schedule list")),
            _ => throw new DelegateException(new(ErrorCodes.ScheduleNotFound, $"No schedule has the id or the name '{name}'.", "delegate schedule list")),
        };
    }
}
