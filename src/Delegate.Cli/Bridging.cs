using System.Runtime.CompilerServices;
using Delegate.Bridge;
using Delegate.Bridge.Hosting;
using Delegate.Cli.Interop;
using Delegate.Contracts;

namespace Delegate.Cli;

/// <summary>
/// <c>delegate mcp</c>, reached past the command line's library. An installed client becomes the small program beside it, which
/// weighs less than half; a built one, where a second start of the runtime would cost more than that saves, serves by itself.
/// </summary>
internal static class Bridging
{
    private const string Program = "delegate-mcp";

    public static Task<int> RunAsync(DelegateHome home, string folder)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            Libc.Become(Path.Combine(AppContext.BaseDirectory, Program)); // returns only where there is no such program
        var host = new McpHost(home, Environment.GetEnvironmentVariable, folder, TimeProvider.System);
        return McpProgram.RunAsync(host.OpenAsync, TimeProvider.System);
    }
}
