using System.Runtime.InteropServices;
using Delegate.Bridge.Interop;
using Delegate.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Delegate.Bridge.Hosting;

/// <summary>Held while a client starts the host, so that of many clients one does. The kernel lets go of it when its holder dies.</summary>
internal sealed class StartLock : IDisposable
{
    private readonly SafeFileHandle _file;

    private StartLock(SafeFileHandle file) => _file = file;

    public static async Task<StartLock> TakeAsync(DelegateHome home, CancellationToken cancel)
    {
        home.Create();
        var file = Libc.OpenLockFile(home.StartLockFile);
        var taken = Task.Factory.StartNew(() => Lock(file), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await taken.WaitAsync(cancel);
            return new(file);
        }
        catch
        {
            // A wait that nobody wants any more still ends one day; only then may the file be closed.
            _ = taken.ContinueWith(_ => file.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static void Lock(SafeFileHandle file)
    {
        while (Libc.Flock((int)file.DangerousGetHandle(), Libc.LockExclusive) != 0)
            if (Marshal.GetLastPInvokeError() is not Libc.Interrupted and var error)
                throw new IOException($"The lock for starting the host cannot be taken (errno {error}).");
    }
}
