using Delegate.Contracts;

namespace Delegate.Web.Live;

/// <summary>How the page stands to its host.</summary>
public enum Link
{
    /// <summary>The first news has not come yet.</summary>
    Connecting,

    /// <summary>What is shown is what is.</summary>
    Live,

    /// <summary>The host does not answer; the page asks again every second.</summary>
    Lost,

    /// <summary>The host does not know this browser (any more).</summary>
    SignedOut,
}

/// <summary>
/// All that the pages show of tasks and host: taken from lists once, then kept by the feed. When the connection breaks
/// it goes on behind the last entry that it has, so nothing that happened meanwhile is missed.
/// </summary>
public sealed class LiveState(IDelegateClient client, TimeProvider time) : IDisposable
{
    private const int MostListed = 1_000;
    private const int PulsesKept = 300;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    // Five pulses: a connection that stays open and silent for so long is none (a laptop that slept, say).
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(120);

    private readonly Dictionary<TaskId, TaskView> _tasks = [];
    private readonly List<FeedEntry> _pulses = [];
    private readonly CancellationTokenSource _end = new();
    private long? _cursor;
    private bool _started;
    private bool _listed;
    private bool _toldSoon;

    /// <summary>Something is to be drawn anew; told at most eight times a second.</summary>
    public event Action? Changed;

    /// <summary>One task has changed.</summary>
    public event Action<FeedEntry>? News;

    public Link Link { get; private set; }

    public HostPulse? Host { get; private set; }

    /// <summary>The host's pulses since the page was opened, oldest first.</summary>
    public IReadOnlyList<FeedEntry> Pulses => _pulses;

    /// <summary>Unfinished tasks, those that ended today, and whatever changed since.</summary>
    public IReadOnlyDictionary<TaskId, TaskView> Tasks => _tasks;

    /// <summary>True once <see cref="Tasks"/> holds them.</summary>
    public bool IsReady => _listed;

    /// <summary>A host of another version took over: its page may be another one, too.</summary>
    public bool IsOutdated { get; private set; }

    /// <summary>Where in the journal the page is.</summary>
    public long Cursor => _cursor ?? 0;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The beginning of today where the browser is.</summary>
    public DateTimeOffset Today
    {
        get
        {
            var local = time.GetLocalNow();
            return local - local.TimeOfDay;
        }
    }

    public void Start()
    {
        if (_started)
            return;
        _started = true;
        _ = RunAsync();
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    /// <summary>A task that this page has made. One that is known stays as the feed has it: an answer may be older than the news.</summary>
    public void Take(TaskView made)
    {
        if (_tasks.TryAdd(made.Id, made with { Result = null }))
            TellSoon();
    }

    private async Task RunAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            try
            {
                silence.CancelAfter(Silence);
                await foreach (var entry in client.FollowAsync(_cursor, silence.Token))
                {
                    silence.CancelAfter(Silence);
                    await TakeAsync(entry);
                }
                Be(Link.Lost);
            }
            catch (DelegateException refused) when (refused.Error.Code is ErrorCodes.Unauthorized or ErrorCodes.Forbidden)
            {
                Be(Link.SignedOut);
            }
            catch (Exception broken) when (broken is DelegateException or OperationCanceledException or HttpRequestException or System.Text.Json.JsonException)
            {
                Be(Link.Lost);
            }
            await Task.Delay(Again, time, CancellationToken.None);
        }
    }

    private async Task TakeAsync(FeedEntry entry)
    {
        if (entry.Task is { } task)
        {
            _tasks[task.Id] = task;
            News?.Invoke(entry);
        }
        if (entry.Pulse is { } pulse)
        {
            IsOutdated |= Host is { } known && known.Version != pulse.Version;
            Host = pulse;
            _pulses.Add(entry);
            if (_pulses.Count > PulsesKept)
                _pulses.RemoveAt(0);
            // Listed behind the first pulse: what changes from its cursor on comes by the feed.
            if (!_listed)
                await ListAsync();
            Link = Link.Live;
        }
        _cursor = entry.Cursor;
        TellSoon();
    }

    private async Task ListAsync()
    {
        var open = await client.ListTasksAsync(new([.. Enum.GetValues<TaskPhase>().Where(phase => !phase.IsTerminal())], MostListed), _end.Token);
        var ended = await client.ListTasksAsync(new([], MostListed) { Sort = TaskSort.Ended, Since = Today }, _end.Token);
        foreach (var task in open.Tasks.Concat(ended.Tasks))
            _tasks.TryAdd(task.Id, task); // what came by the feed meanwhile is newer
        _listed = true;
    }

    private void Be(Link link)
    {
        if (_end.IsCancellationRequested || Link == link)
            return;
        Link = link;
        TellSoon();
    }

    private void TellSoon()
    {
        if (_toldSoon)
            return;
        _toldSoon = true;
        _ = TellAsync();
    }

    private async Task TellAsync()
    {
        await Task.Delay(Breath, time, CancellationToken.None);
        _toldSoon = false;
        Changed?.Invoke();
    }
}
