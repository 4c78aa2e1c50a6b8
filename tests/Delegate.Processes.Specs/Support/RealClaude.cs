using Delegate.ScriptedApi;

namespace Delegate.Processes.Specs.Support;

/// <summary>The real <c>claude</c> program, where <c>eng/install-test-tools.sh</c> has put it.</summary>
internal static class RealClaude
{
    private const string Variable = "DELEGATE_TEST_CLAUDE";

    public static string? Path { get; } = Find();

    /// <summary>
    /// A scripted API that it talks to from now on, without login; skips the spec, by name and with the reason, on a machine
    /// without the program. Agents inherit this process's environment, so one spec at a time: those of one class.
    /// </summary>
    public static async Task<ScriptedMessagesApi> OrSkipAsync()
    {
        Skip.If(Path is null, $"needs the real claude program: run eng/install-test-tools.sh, or set {Variable}");
        var api = await ScriptedMessagesApi.StartAsync();
        foreach (var (name, value) in new[]
        {
            ("ANTHROPIC_API_KEY", "fake"), ("ANTHROPIC_BASE_URL", api.Url), ("CLAUDE_CODE_MAX_RETRIES", "1"),
            ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"), ("DISABLE_AUTOUPDATER", "1"), ("DISABLE_TELEMETRY", "1"), ("DISABLE_ERROR_REPORTING", "1"),
        })
            Environment.SetEnvironmentVariable(name, value);
        return api;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new FileNotFoundException($"{Variable} names '{named}', which is not there.");
        var tools = Environment.GetEnvironmentVariable("DELEGATE_TEST_TOOLS")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "delegate-test-tools");
        var installed = System.IO.Path.Combine(tools, "bin", "claude");
        return File.Exists(installed) ? installed : null;
    }
}
