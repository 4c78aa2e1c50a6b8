using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Projections;
using Delegate.Actors.Scheduling;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Scheduling;

/// <summary>The production actors, and what specs of schedules do with them again and again.</summary>
public abstract class ScheduleKit(JournalIn journal = JournalIn.Memory) : DelegateTestKit(journal)
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Dictionary<ScheduleId, ScheduleRequest> _made = [];

    protected static ScheduleRequest Cron(string expression, string prompt = "do it") =>
        new() { When = new() { Cron = expression }, Work = new() { Task = NewTask(prompt) } };

    protected ScheduleRequest Once(TimeSpan from, string prompt = "do it") =>
        new() { When = new() { At = [Clock.Now + from] }, Work = new() { Task = NewTask(prompt) } };

    protected async Task<ScheduleId> CreateAsync(ScheduleRequest request)
    {
        await CoordinatorStandsAsync();
        var id = ScheduleId.New();
        var answer = await WishAsync(new ScheduleProtocol.Create(id, new() { Schedule = request, CountsFrom = Clock.Now + TimeSpan.FromMilliseconds(request.When.EveryMs ?? 0) }));
        Assert.Null(answer.Error);
        _made[id] = request;
        return id;
    }

    /// <summary>Tells the manager a wish; when this ends, the manager has armed its timer for what came of it.</summary>
    protected async Task<ScheduleProtocol.Answer> WishAsync(ScheduleProtocol.IWish wish)
    {
        var answer = await Actor<ScheduleManagerKey>().Ask<ScheduleProtocol.Answer>(wish, Patience);
        await Actor<ScheduleManagerKey>().Ask<ScheduleProtocol.Answer>(new ScheduleProtocol.RunNow(ScheduleId.New(), "nobody"), Patience);
        return answer;
    }

    /// <summary>
    /// The host is killed and comes back; ends when every schedule stands again. (Virtual time must not pass while an
    /// actor reads its journal: that would time out.)
    /// </summary>
    protected async Task CrashAsync(Action? meanwhile = null)
    {
        await RestartAsync(meanwhile);
        await CoordinatorStandsAsync();
        foreach (var id in _made.Keys)
            await SettledAsync(id);
    }

    /// <summary>The schedule with its history, once it and everything before it was seen to.</summary>
    protected async Task<ScheduleView> SettledAsync(ScheduleId id)
    {
        // An edit of a version that there never was is refused, after everything that the schedule was told before it.
        await WishAsync(new ScheduleProtocol.Edit(id, new() { Schedule = _made[id], CountsFrom = Clock.Now }, -1));
        await ViewAsync(TaskId.New()); // a barrier of the read model
        return new ScheduleQueries(new ReadModel(Home)).Find(id, 1_000)!;
    }

    /// <summary>Looks until the schedule is as wanted; every look goes through its mailbox, so this waits for messages, not for time.</summary>
    protected async Task<ScheduleView> UntilAsync(ScheduleId id, Func<ScheduleView, bool> asWanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (; ; )
        {
            var view = await SettledAsync(id);
            if (asWanted(view))
                return view;
            Assert.False(patience.IsCancellationRequested, $"{id} stayed as it is: {view}\n{string.Join('\n', view.History)}");
        }
    }

    private async Task CoordinatorStandsAsync() => await Actor<DagCoordinatorKey>().Ask<DagProtocol.QueuesDescription>(new DagProtocol.DescribeQueues(), Patience);

    /// <summary>Lets time pass up to an instant.</summary>
    protected void AdvanceTo(DateTimeOffset instant) => Clock.Advance(Kit.Sys, instant - Clock.Now);

    protected void Advance(TimeSpan by) => Clock.Advance(Kit.Sys, by);

    /// <summary>The instant of that time on 2 January 2026 (or days later): the day on which every spec begins, at 03:04:05.</summary>
    protected static DateTimeOffset At(int hour, int minute, int second = 0, int days = 0) => new(2026, 1, 2 + days, hour, minute, second, TimeSpan.Zero);

    protected static IEnumerable<(OccurrenceFate, DateTimeOffset)> FatesOf(ScheduleView view) => view.History.Select(one => (one.Fate, one.Due)).Reverse();
}
