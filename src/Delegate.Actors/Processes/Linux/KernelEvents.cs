using System.Buffers.Binary;

namespace Delegate.Actors.Processes.Linux;

/// <summary>
/// Tells of files that grow and processes that end, when it happens: one thread over one epoll, one inotify instance
/// (a user has 128 of them, so one for each follower would run out) and a pidfd for each process. Callbacks run on that
/// thread and must be quick: tell an actor, release a semaphore.
/// </summary>
public sealed class KernelEvents : IDisposable
{
    private const long WakeToken = 0, InotifyToken = 1;

    private readonly Lock _gate = new();
    private readonly int _epoll = Native.EpollCreate();
    private readonly int _wake = Native.EventFd();
    private readonly int _inotify = Native.InotifyInit();
    private readonly Dictionary<long, (int Pidfd, Action Ended)> _exits = []; // by token
    private readonly Dictionary<int, List<Action>> _folders = []; // by inotify watch
    private readonly Thread _thread;
    private long _lastToken = InotifyToken;
    private bool _stopped;

    /// <summary>Begins to listen.</summary>
    public KernelEvents()
    {
        _ = Native.EpollControl(_epoll, Native.EPOLL_CTL_ADD, _wake, WakeToken);
        _ = Native.EpollControl(_epoll, Native.EPOLL_CTL_ADD, _inotify, InotifyToken);
        _thread = new Thread(Listen) { IsBackground = true, Name = "kernel-events" };
        _thread.Start();
    }

    /// <summary>Calls back whenever something in a folder is made, written or moved into it.</summary>
    public IDisposable WatchFolder(string path, Action changed)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            var watch = Native.InotifyAdd(_inotify, path); // the same folder gives the same watch again
            if (!_folders.TryGetValue(watch, out var callbacks))
                _folders[watch] = callbacks = [];
            callbacks.Add(changed);
            return new Registration(() => Forget(watch, changed));
        }
    }

    /// <summary>Calls back once, when the very process has ended; at once when it is gone already, or another one has its pid.</summary>
    public IDisposable WatchExit(ProcessIdentity process, Action ended)
    {
        var pidfd = process.BootId == ProcessTable.BootId ? Native.PidfdOf(process.Pid) : -1;
        // The handle names whoever had the pid when it was opened: only now can it be said who that is.
        if (pidfd < 0 || ProcessTable.Find(process) is null)
        {
            if (pidfd >= 0)
                Native.Close(pidfd);
            ThreadPool.QueueUserWorkItem(_ => ended());
            return new Registration(() => { });
        }
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            var token = ++_lastToken;
            _exits[token] = (pidfd, ended);
            _ = Native.EpollControl(_epoll, Native.EPOLL_CTL_ADD, pidfd, token);
            return new Registration(() => Forget(token));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopped)
                return;
            _stopped = true;
        }
        Native.SetEvent(_wake);
        _thread.Join();
        foreach (var fd in _exits.Values.Select(exit => exit.Pidfd).Concat([_inotify, _wake, _epoll]))
            Native.Close(fd);
    }

    private void Listen()
    {
        Span<long> ready = stackalloc long[64];
        Span<byte> buffer = stackalloc byte[16 * 1024];
        while (true)
        {
            var count = Native.EpollWait(_epoll, ready);
            foreach (var token in ready[..count])
            {
                if (token == WakeToken)
                    return;
                if (token == InotifyToken)
                    TellFolders(buffer[..Math.Max(0, Native.Read(_inotify, buffer))]);
                else if (Forget(token) is { } ended)
                    ended();
            }
        }
    }

    private void TellFolders(ReadOnlySpan<byte> events)
    {
        var told = new HashSet<int>();
        while (events.Length >= 16)
        {
            // struct inotify_event { int wd; uint32_t mask, cookie, len; char name[len]; }
            var watch = BinaryPrimitives.ReadInt32LittleEndian(events);
            var name = BinaryPrimitives.ReadInt32LittleEndian(events[12..]);
            events = events[(16 + name)..];
            if (!told.Add(watch))
                continue;
            foreach (var changed in CallbacksOf(watch))
                changed();
        }
    }

    /// <summary>Of one folder; of all when the kernel's queue ran over (-1): better a look too many than one too few.</summary>
    private Action[] CallbacksOf(int watch)
    {
        lock (_gate)
            return watch >= 0 ? [.. _folders.GetValueOrDefault(watch, [])] : [.. _folders.Values.SelectMany(callbacks => callbacks)];
    }

    private Action? Forget(long token)
    {
        lock (_gate)
        {
            if (_stopped || !_exits.Remove(token, out var exit))
                return null;
            _ = Native.EpollControl(_epoll, Native.EPOLL_CTL_DEL, exit.Pidfd, token);
            Native.Close(exit.Pidfd);
            return exit.Ended;
        }
    }

    private void Forget(int watch, Action changed)
    {
        lock (_gate)
        {
            if (_stopped || !_folders.TryGetValue(watch, out var callbacks))
                return;
            callbacks.Remove(changed);
            if (callbacks.Count > 0)
                return;
            _folders.Remove(watch);
            _ = Native.InotifyRemove(_inotify, watch); // fails when the folder is gone, which is as good
        }
    }

    private sealed class Registration(Action forget) : IDisposable
    {
        private Action? _forget = forget;

        public void Dispose() => Interlocked.Exchange(ref _forget, null)?.Invoke();
    }
}
