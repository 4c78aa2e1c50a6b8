using System.Runtime.InteropServices;
using Delegate.Contracts;

namespace Delegate.Bridge;

/// <summary>
/// What <c>delegate mcp</c> is: a bridge between stdin, stdout and a session in the host. One stays open for each Claude Code
/// session, so an installation has it as a program of its own, without the command line's library, the terminal's and the HTTP client.
/// </summary>
internal static class McpProgram
{
    /// <summary>As the whole program: until the client closes stdin, or ends us with a signal.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<Stream>> open, TimeProvider time)
    {
        using var ended = new CancellationTokenSource();
        using var interrupt = EndOn(PosixSignal.SIGINT, ended);
        using var terminate = EndOn(PosixSignal.SIGTERM, ended);
        void Say(string words) => Console.Error.WriteLine($"delegate mcp: {words}");
        try
        {
            await ServeAsync(open, Say, time, ended.Token);
            return ExitCodes.Ok;
        }
        catch (DelegateException failure)
        {
            Say(failure.Error.Message);
            if (failure.Error.Hint is { } hint)
                Say($"hint: {hint}");
            return ExitCodes.For(failure.Error);
        }
    }

    /// <summary>Serves one client; its end, or a cancelled wait, is no error.</summary>
    public static async Task ServeAsync(Func<CancellationToken, Task<Stream>> open, Action<string> say, TimeProvider time, CancellationToken cancel)
    {
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        try
        {
            await new McpBridge(open, input, output, say, time).RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // clients end their servers with a signal as often as with the end of stdin
        }
    }

    private static PosixSignalRegistration EndOn(PosixSignal signal, CancellationTokenSource ended) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        ended.Cancel();
    });
}
