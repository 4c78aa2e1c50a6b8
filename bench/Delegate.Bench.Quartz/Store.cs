using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Quartz;
using Quartz.Listeners;

namespace Delegate.Bench.Quartz;

/// <summary>A scheduler whose jobs are stored: each is one process.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly IScheduler _scheduler;
    private readonly JobChainingJobListener _chain = new("chain");
    private int _named;

    private Store(IScheduler scheduler)
    {
        _scheduler = scheduler;
        scheduler.ListenerManager.AddJobListener(_chain);
    }

    public static async Task<Store> OpenAsync(string folder, int concurrency)
    {
        var connection = $"Data Source={Path.Combine(folder, "quartz.db")}";
        await using (var file = new SqliteConnection(connection))
        {
            await file.OpenAsync();
            await using var command = file.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL"; // of the file, for every connection after this one
            await command.ExecuteNonQueryAsync();
        }
        var builder = QuartzSchedulerBuilder.Create(quartz => quartz
            .ConfigureScheduler(options => options.MaxBatchSize = concurrency)
            .UseDefaultThreadPool(concurrency)
            .UsePersistentStore(store => store.UseSqlite(connection).ProvisionSchema()));
        var scheduler = await builder.BuildScheduler();
        await scheduler.Start();
        return new(scheduler);
    }

    /// <summary>Milliseconds until so many jobs, handed over at once, have all been done.</summary>
    public async Task<double> ThroughputAsync(int tasks, string command)
    {
        var done = ProcessJob.Expect(tasks);
        var jobs = Enumerable.Range(0, tasks).Select(_ => Job(command)).ToDictionary(
            job => job, job => (IReadOnlyCollection<ITrigger>)[TriggerBuilder.Create().ForJob(job).StartNow().Build()]);
        var since = Stopwatch.GetTimestamp();
        await _scheduler.ScheduleJobs(jobs);
        await done;
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    /// <summary>One after the other, by the library's own listener for it; all stored before the first one starts.</summary>
    public async Task<double> ChainAsync(int tasks, string command)
    {
        var done = ProcessJob.Expect(tasks);
        var jobs = Enumerable.Range(0, tasks).Select(_ => Job(command, durable: true)).ToList();
        foreach (var job in jobs)
            await _scheduler.AddJob(job, new AddJobOptions());
        foreach (var (first, second) in jobs.Zip(jobs.Skip(1)))
            _chain.AddJobChainLink(first.Key, second.Key);
        var since = Stopwatch.GetTimestamp();
        await _scheduler.TriggerJob(jobs[0].Key);
        await done;
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    /// <summary>Milliseconds of each, one after the other, while nothing is started.</summary>
    public async Task<double[]> SubmitAsync(int tasks, string command)
    {
        await _scheduler.Standby();
        var took = new double[tasks];
        var keys = new List<JobKey>();
        for (var i = 0; i < tasks; i++)
        {
            var job = Job(command);
            keys.Add(job.Key);
            var since = Stopwatch.GetTimestamp();
            await _scheduler.ScheduleJob(job, TriggerBuilder.Create().StartNow().Build());
            took[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        }
        await _scheduler.DeleteJobs(keys);
        return took;
    }

    private IJobDetail Job(string command, bool durable = false) => JobBuilder.Create<ProcessJob>()
        .WithIdentity($"job-{_named++}")
        .UsingJobData("command", command)
        .StoreDurably(durable)
        .Build();

    public async ValueTask DisposeAsync() => await _scheduler.Shutdown(waitForJobsToComplete: false);
}

/// <summary>One process, to its end.</summary>
internal sealed class ProcessJob : IJob
{
    private static TaskCompletionSource s_done = new();
    private static int s_left;

    public static Task Expect(int count)
    {
        s_left = count;
        s_done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return s_done.Task;
    }

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", context.MergedJobDataMap.GetString("command")!]))!;
        await process.WaitForExitAsync(cancellationToken);
        if (Interlocked.Decrement(ref s_left) == 0)
            s_done.TrySetResult();
    }
}
