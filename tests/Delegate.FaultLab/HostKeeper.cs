using System.Diagnostics;
using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.FaultLab;

/// <summary>Starts the host again whenever it is gone, as any client would; the first lives with the faults of the plan.</summary>
internal sealed class HostKeeper(string program, DelegateHome home, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> faults) : IAsyncDisposable
{
    private const int AnotherRuns = 3;

    private readonly CancellationTokenSource _over = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _host;
    private Task _keeping = Task.CompletedTask;
    private bool _held;
    private bool _ours;
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How often it was started.</summary>
    public int Lives { get; private set; }

    /// <summary>How often it ended at a planned place (a write that fails is not among them).</summary>
    public int FaultsMet { get; private set; }

    /// <summary>The boot id of the next lives; null = the machine's own.</summary>
    public string? Boot { get; set; }

    public void Begin() => _keeping = Task.Run(KeepAsync);

    public int? Pid
    {
        get
        {
            lock (_gate)
                return _host is { HasExited: false } host ? host.Id : null;
        }
    }

    /// <summary>Ends when a host serves.</summary>
    public Task ReadyAsync(CancellationToken limit)
    {
        lock (_gate)
            return _ready.Task.WaitAsync(limit);
    }

    public void Signal(int signal)
    {
        lock (_gate)
            if (_host is { HasExited: false } host)
            {
                _ours |= signal == Machine.SigKill;
                Machine.Kill(host.Id, signal);
            }
    }

    /// <summary>Kills it, and it is not started again before <see cref="Release"/>.</summary>
    public async Task HoldAsync()
    {
        Process? host;
        lock (_gate)
        {
            (_held, _ours, host) = (true, true, _host);
            if (host is { HasExited: false })
                Machine.Kill(host.Id, Machine.SigKill);
        }
        if (host is not null)
            await host.GoneAsync();
    }

    public void Release()
    {
        lock (_gate)
        {
            _held = false;
            _released.TrySetResult();
            _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        Release();
        Signal(Machine.SigCont);
        Signal(Machine.SigKill);
        await _keeping;
    }

    private async Task KeepAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            Task? wait = null;
            lock (_gate)
                if (_held)
                    wait = _released.Task;
            if (wait is not null)
            {
                await wait;
                continue;
            }
            var fault = Lives < faults.Count ? faults[Lives] : null;
            var host = Start(fault);
            var serves = await host.StandardOutput.ReadLineAsync() == "ready";
            if (!serves)
            {
                await host.GoneAsync();
                if (host.ExitCode == AnotherRuns && TakeOver() is { } others)
                    (host, serves) = (others, true);
            }
            if (serves)
                lock (_gate)
                    _ready.TrySetResult();
            await host.GoneAsync();
            lock (_gate)
            {
                FaultsMet += fault is not null && !_ours ? 1 : 0;
                _ours = false;
                if (_ready.Task.IsCompleted)
                    _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>A client has been quicker and started one: that is the host now.</summary>
    private Process? TakeOver()
    {
        try
        {
            using var info = JsonDocument.Parse(File.ReadAllText(home.HostInfoFile));
            var other = Process.GetProcessById(info.RootElement.GetProperty("pid").GetInt32());
            lock (_gate)
                return _host = other;
        }
        catch (Exception gone) when (gone is IOException or JsonException or ArgumentException)
        {
            return null; // it has ended already, or has not said yet who it is: the next try tells
        }
    }

    private Process Start(string? fault)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home.Path };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["DELEGATE_FAULT"] = fault;
        start.Environment["DELEGATE_FAULT_BOOT"] = Boot;
        lock (_gate)
        {
            Lives++;
            _host = Process.Start(start)!;
            _host.StandardInput.Close();
            return _host;
        }
    }
}
