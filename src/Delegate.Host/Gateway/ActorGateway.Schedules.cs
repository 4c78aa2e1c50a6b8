using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Projections;
using Delegate.Actors.Scheduling;
using Delegate.Contracts;

namespace Delegate.Host.Gateway;

/// <summary>The part of the gateway about schedules: wishes go to their manager, reads to the query tables.</summary>
internal sealed partial class ActorGateway
{
    private DateTimeOffset Now => setup.Time.GetUtcNow();

    public async Task<ScheduleView> CreateScheduleAsync(ScheduleRequest request, CancellationToken cancel)
    {
        var id = ScheduleId.New();
        await WishAsync(new ScheduleProtocol.Create(id, Define(request, FirstOf(request), isNew: true)), cancel);
        return await GetScheduleAsync(id, 0, cancel);
    }

    public async Task<SchedulePage> ListSchedulesAsync(ScheduleFilter filter, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        return setup.ScheduleQueries.List(filter);
    }

    public async Task<ScheduleView> GetScheduleAsync(ScheduleId id, int history, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        return setup.ScheduleQueries.Find(id, history) ?? throw new DelegateException(ScheduleDecider.NotFound(id.Value));
    }

    public async IAsyncEnumerable<ScheduleView> WatchScheduleAsync(ScheduleId id, [EnumeratorCancellation] CancellationToken cancel)
    {
        // One place is enough: whoever looks after a change sees all those before it.
        var changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        setup.Feed.Projected += Look; // before the first look, so that no change can fall between the two
        try
        {
            do
            {
                var view = await GetScheduleAsync(id, 0, cancel);
                yield return view;
                if (view.Status is not (ScheduleStatus.Active or ScheduleStatus.Paused))
                    yield break;
                await changed.Reader.ReadAsync(cancel);
            }
            while (true);
        }
        finally
        {
            setup.Feed.Projected -= Look;
        }

        void Look(IReadOnlyList<JournalEntry> page)
        {
            if (page.Any(entry => entry.Event is ScheduleProtocol.IEvent happened && happened.ScheduleId == id))
                changed.Writer.TryWrite(true);
        }
    }

    public async Task<ScheduleView> PauseScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel)
    {
        await WishAsync(new ScheduleProtocol.Pause(id, wish.Reason, wish.By ?? "api"), cancel);
        return await GetScheduleAsync(id, 0, cancel);
    }

    public async Task<ScheduleView> ResumeScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel)
    {
        await WishAsync(new ScheduleProtocol.Resume(id, wish.By ?? "api"), cancel);
        return await GetScheduleAsync(id, 0, cancel);
    }

    public async Task<OccurrenceView> RunScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel)
    {
        var answer = await WishAsync(new ScheduleProtocol.RunNow(id, wish.By ?? "api"), cancel);
        await CatchUpAsync(cancel);
        return setup.ScheduleQueries.FindOccurrence(id, answer.Occurrence!.Value)!;
    }

    public async Task<ScheduleView> EditScheduleAsync(ScheduleId id, EditScheduleRequest request, CancellationToken cancel)
    {
        var before = await GetScheduleAsync(id, 0, cancel);
        var schedule = request.Schedule;
        var sameRhythm = before.Schedule.When.EveryMs == schedule.When.EveryMs && before.Schedule.NotBefore == schedule.NotBefore;
        var countsFrom = sameRhythm && before.CountsFrom is { } first ? first : FirstOf(schedule);
        await WishAsync(new ScheduleProtocol.Edit(id, Define(schedule, countsFrom, isNew: false), request.IfVersion), cancel);
        return await GetScheduleAsync(id, 0, cancel);
    }

    public async Task<ScheduleView> CancelScheduleAsync(ScheduleId id, CancelScheduleRequest request, CancellationToken cancel)
    {
        await WishAsync(new ScheduleProtocol.Cancel(id, request.CancelTasks, request.Reason, request.By ?? "api"), cancel);
        return await GetScheduleAsync(id, 0, cancel);
    }

    public Task<UpcomingRuns> GetUpcomingAsync(UpcomingRequest request, CancellationToken cancel)
    {
        var from = request.From ?? Now;
        var (recurrence, error) = RecurrenceReader.Read(request.When, from + TimeSpan.FromMilliseconds(request.When.EveryMs ?? 0));
        if (recurrence is null)
            throw new DelegateException(error!);
        var times = new List<DateTimeOffset>();
        for (var next = recurrence.Next(from); next is not null && times.Count < Math.Clamp(request.Count, 1, 100); next = recurrence.Next(next.Value))
            times.Add(recurrence.InZone(next.Value));
        return Task.FromResult(new UpcomingRuns(times, recurrence.Words));
    }

    /// <summary>The same for everybody who submits: defaults, shape, working trees. Schedules call it when an occurrence starts.</summary>
    public PreparedSubmission Prepare(SubmitRequest request)
    {
        var complete = request with { Tasks = [.. request.Tasks.Select(setup.WithDefaults)] };
        return SubmissionRules.Check(complete, setup.AgentNames, setup.Limits, Directory.Exists) is { } error
            ? new(null, Error: error)
            : new(complete, WorkingTree.RootsOf(complete.Tasks));
    }

    private DateTimeOffset FirstOf(ScheduleRequest request) =>
        request.NotBefore ?? Now + TimeSpan.FromMilliseconds(Math.Clamp(request.When.EveryMs ?? 0, 0, int.MaxValue));

    private ScheduleDefinition Define(ScheduleRequest request, DateTimeOffset countsFrom, bool isNew)
    {
        if (ScheduleRules.Check(request, countsFrom, Now, isNew) is { } error)
            throw new DelegateException(error);
        var definition = new ScheduleDefinition
        {
            Schedule = request, CountsFrom = countsFrom, FlowTasks = request.Work.Flow is { } flow ? setup.ReadFlow(flow with { Text = ScheduleDefinition.SetAside(flow.Text) }).Tasks : null,
        };
        // Looked at now, while somebody is there to be told, and again when an occurrence starts.
        return Prepare(definition.SubmissionFor(ScheduleId.New(), Now, "check")).Error is { } wrong ? throw new DelegateException(wrong) : definition;
    }

    private async Task<ScheduleProtocol.Answer> WishAsync(ScheduleProtocol.IWish wish, CancellationToken cancel)
    {
        var answer = await AskAsync<ScheduleManagerKey, ScheduleProtocol.Answer>(wish, cancel);
        return answer.Error is { } error ? throw new DelegateException(error) : answer;
    }
}
