using System.Collections.Concurrent;
using Delegate.Actors.Projections;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Host.Notifications;

/// <summary>Tells people what ends or needs them, by the rules of <c>notifications.yaml</c>. Without that file it does nothing and opens nothing.</summary>
internal sealed class Notifier(
    DelegateHome home, NewsReader reader, LiveFeed feed, Senders senders, TimeProvider time, Func<CancellationToken, Task> viewsReady, ILogger<Notifier> log) : BackgroundService
{
    private const int MostRecent = 50;

    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly ConcurrentDictionary<string, ChannelWorker> _workers = [];
    private readonly ConcurrentDictionary<Task, byte> _running = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile NotificationRules _rules = NotificationRules.None;
    private string? _text;
    private DeliveryStore? _store;
    private DelegateError? _problem;
    private CancellationToken _stopping;

    /// <summary>Jitter; a spec may want none.</summary>
    public Func<double> Luck { get; init; } = Random.Shared.NextDouble;

    /// <summary>Before any actor writes: a channel that is new in the file hears of everything from here on.</summary>
    public override Task StartAsync(CancellationToken cancel)
    {
        try
        {
            if (File.Exists(home.NotificationsFile))
                Take(RulesReader.Read(new(File.ReadAllText(home.NotificationsFile), home.NotificationsFile)));
        }
        catch (DelegateException wrong)
        {
            _problem = wrong.Error;
            log.LogError("notifications are off: {Problem}", wrong.Error.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
        {
            _problem = new(ErrorCodes.DataFolderUnusable, $"{home.NotificationsFile} cannot be used: {failure.Message}", "delegate notify status");
            log.LogError(failure, "notifications are off");
        }
        return base.StartAsync(cancel);
    }

    public NotificationsView View()
    {
        var differs = _problem is null && TextOfFile() is { } text && text != _text
            ? new DelegateError(ErrorCodes.InvalidConfiguration, $"{home.NotificationsFile} was changed and is not in force.", $"delegate notify set {home.NotificationsFile}")
            : null;
        return Describe(_rules, _problem ?? differs) with { Recent = _store?.Recent(MostRecent) ?? [] };
    }

    /// <exception cref="DelegateException">Something in it is wrong.</exception>
    public NotificationsView Check(NotificationsRequest request) => Describe(RulesReader.Read(request), null);

    /// <exception cref="DelegateException">Something in it is wrong, and nothing was changed.</exception>
    public async Task<NotificationsView> SetAsync(NotificationsRequest request, CancellationToken cancel)
    {
        var rules = RulesReader.Read(request);
        await ChangeAsync(() =>
        {
            var fresh = home.NotificationsFile + ".new";
            File.WriteAllText(fresh, request.Text);
            File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Move(fresh, home.NotificationsFile, overwrite: true);
            Take(rules);
        }, cancel);
        return View();
    }

    public async Task<NotificationsView> ClearAsync(CancellationToken cancel)
    {
        await ChangeAsync(() =>
        {
            File.Delete(home.NotificationsFile);
            Take(NotificationRules.None);
        }, cancel);
        return View();
    }

    /// <summary>One try each, now, recorded nowhere.</summary>
    public async Task<IReadOnlyList<DeliveryView>> TestAsync(string? channel, CancellationToken cancel)
    {
        var rules = _rules;
        if (channel is not null && !rules.Channels.ContainsKey(channel))
            throw new DelegateException(new(ErrorCodes.InvalidInput, $"There is no channel '{channel}'{DidYouMean.Tail(channel, rules.Channels.Keys)}", "delegate notify status", "channel"));
        var notification = NotificationWords.Test(time.GetUtcNow());
        return await Task.WhenAll(rules.Channels.Values.Where(one => channel is null || one.Name == channel).Select(async one =>
        {
            var tried = await senders.SendAsync(one, notification, cancel);
            return new DeliveryView(one.Name, notification.Id, tried.Outcome == TryOutcome.Delivered ? DeliveryResult.Delivered : DeliveryResult.GivenUp, 1, time.GetUtcNow(),
                tried.Said is { Length: > 0 } said ? $"{tried.Detail}: {said}" : tried.Detail);
        }));
    }

    public override void Dispose()
    {
        _store?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await Task.Yield();
        _stopping = stopping;
        try
        {
            using var subscription = feed.SubscribeToEverything();
            await viewsReady(stopping);
            _ready.SetResult();
            StartWorkers();
            while (await subscription.Changes.WaitToReadAsync(stopping))
            {
                while (subscription.Changes.TryRead(out _))
                {
                    // the journal says it better
                }
                foreach (var worker in _workers.Values)
                    worker.Wake();
            }
        }
        catch (OperationCanceledException)
        {
            _ready.TrySetCanceled(stopping); // the host stops
        }
        await Task.WhenAll(_running.Keys);
    }

    private async Task ChangeAsync(Action change, CancellationToken cancel)
    {
        await _ready.Task.WaitAsync(cancel);
        await _changing.WaitAsync(cancel);
        try
        {
            change();
            _problem = null;
            StartWorkers();
        }
        finally
        {
            _changing.Release();
        }
    }

    private void Take(NotificationRules rules)
    {
        if (rules.Channels.Count > 0)
            _store ??= new(home);
        _store?.Keep([.. rules.Channels.Keys], reader.Last());
        _rules = rules;
        _text = TextOfFile();
    }

    private void StartWorkers()
    {
        foreach (var name in _rules.Channels.Keys)
            _workers.GetOrAdd(name, Start);
        foreach (var worker in _workers.Values)
            worker.Wake();
    }

    private ChannelWorker Start(string name)
    {
        var worker = new ChannelWorker(name, () => _rules, reader, _store!, senders, time, Luck, log);
        var running = RunAsync(name, worker);
        _running[running] = 0;
        _ = running.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
        return worker;
    }

    private async Task RunAsync(string name, ChannelWorker worker)
    {
        await Task.Yield();
        try
        {
            await worker.RunAsync(_stopping);
            _workers.TryRemove(new(name, worker));
            if (_rules.Channels.ContainsKey(name))
                StartWorkers(); // it came back while the worker was leaving
        }
        catch (OperationCanceledException)
        {
            // the host stops
        }
        catch (Exception failure) when (failure is SqliteException or IOException)
        {
            log.LogError(failure, "the channel {Channel} stands still until the host starts again, or delegate notify set", name);
        }
        finally
        {
            _workers.TryRemove(new(name, worker));
        }
    }

    private string? TextOfFile() => File.Exists(home.NotificationsFile) ? File.ReadAllText(home.NotificationsFile) : null;

    private NotificationsView Describe(NotificationRules rules, DelegateError? problem) => new(
        home.NotificationsFile,
        [.. rules.Channels.Values.Select(channel => new NotificationChannelView(
            channel.Name, channel.Kind, channel.Target, senders.ProblemOf(channel), _workers.GetValueOrDefault(channel.Name)?.Retrying))],
        [.. rules.Rules.Select(rule => rule.ToString())], [], problem);
}
