using Delegate.ScriptedApi;

namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>The real <c>claude</c> program, pinned and installed by <c>eng/install-test-tools.sh</c>, and what it needs to run without login.</summary>
public static class RealClaude
{
    public const string Variable = "DELEGATE_TEST_CLAUDE";

    public static string? Path { get; } = Find();

    /// <summary>Skips the spec, by name and with the reason, on a machine without it.</summary>
    public static void OrSkip() =>
        Skip.If(Path is null, $"needs the real claude program: run eng/install-test-tools.sh, or set {Variable}");

    /// <summary>Tasks of this bench are run by the real program, which talks to the scripted API.</summary>
    public static Bench On(Bench bench, ScriptedMessagesApi api)
    {
        var own = Directory.CreateDirectory(System.IO.Path.Combine(bench.Folder, "claude")).FullName;
        return bench
            .With("DELEGATE_CLAUDE_PATH", Path)
            .With("HOME", own)
            .With("TMPDIR", own)
            .With("ANTHROPIC_API_KEY", "fake")
            .With("ANTHROPIC_BASE_URL", api.Url)
            .With("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
            .With("DISABLE_AUTOUPDATER", "1")
            .With("DISABLE_TELEMETRY", "1")
            .With("DISABLE_ERROR_REPORTING", "1");
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
