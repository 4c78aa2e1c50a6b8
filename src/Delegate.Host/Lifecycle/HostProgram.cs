using System.Runtime.InteropServices;
using Delegate.Actors.Processes.Linux;
using Delegate.Actors.Scaling;
using Delegate.Contracts;

namespace Delegate.Host.Lifecycle;

/// <summary>The host's life from the lock to the last connection.</summary>
internal static class HostProgram
{
    public static async Task<int> RunAsync(DelegateHome home, TimeProvider time)
    {
        Stdio.LeaveTerminal();
        AttemptCgroups.LeaveThatOfAnAgent();
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        try
        {
            DataFolder.Prepare(home);
            using var hostLock = HostLock.Take(home);
            var identity = HostIdentity.OfThisProcess(time);
            hostLock.Announce(identity);
            DataFolder.RemoveStaleSocket(home);
            OomScores.ProtectHost();
            // Not in the folder of whoever was first to call: that one must stay free to be moved or unmounted.
            Directory.SetCurrentDirectory(home.Path);

            var config = ConfigStore.Load(home, Environment.GetEnvironmentVariable);
            await using var app = HostComposition.Build(home, config, identity, time, services => services.AddDelegate(home, config));
            HostComposition.LogStart(app, identity, config);
            await app.StartAsync();
            Stdio.SayReadyAndDetach(ErrorFile(home));
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (DelegateException failure)
        {
            return Report(failure.Error);
        }
        catch (Exception unforeseen) when (unforeseen is not OutOfMemoryException)
        {
            return Report(new(ErrorCodes.Internal, $"The host ended: {unforeseen.Message}", Keep(home, unforeseen)));
        }
    }

    /// <summary>What a failure to start looks like from outside: one exit code a cause.</summary>
    internal static int ExitCodeOf(string errorCode) => errorCode switch
    {
        ErrorCodes.HostAlreadyRunning => 3,
        ErrorCodes.DataFolderUnusable => 4,
        ErrorCodes.JournalUnusable => 5,
        _ => 1,
    };

    private static string ErrorFile(DelegateHome home) => Path.Combine(home.LogsFolder, "host.err");

    /// <summary>The whole of a failure that nobody foresaw goes to a file, not to the user's terminal; gives the hint that says so.</summary>
    private static string? Keep(DelegateHome home, Exception unforeseen)
    {
        try
        {
            File.AppendAllText(ErrorFile(home), $"{unforeseen}\n");
            return $"see {ErrorFile(home)}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Report(DelegateError error)
    {
        Console.Error.WriteLine($"{error.Code}: {error.Message}");
        if (error.Hint is { } hint)
            Console.Error.WriteLine($"hint: {hint}");
        return ExitCodeOf(error.Code);
    }
}
