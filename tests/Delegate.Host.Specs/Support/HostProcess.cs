using System.Diagnostics;
using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

/// <summary>The real program, as a client starts it. Ends what it started.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    public int Pid => _process.Id;

    public StreamReader Output => _process.StandardOutput;

    public StreamReader Error => _process.StandardError;

    public static HostProcess Start(DelegateHome home)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "delegated"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [DelegateHome.Variable] = home.Path },
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Starts it and reads to the end of its output, which is when it serves or has failed.</summary>
    public static async Task<(HostProcess Host, string Output)> StartAndReadAsync(DelegateHome home)
    {
        var host = Start(home);
        return (host, await host.Output.ReadToEndAsync().WaitAsync(Expect.Patience));
    }

    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Expect.Patience);
        return _process.ExitCode;
    }

    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Pid}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }
}
