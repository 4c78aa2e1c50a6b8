namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>The protocol's own conformance suite, pinned and installed by <c>eng/install-test-tools.sh</c>.</summary>
public static class Conformance
{
    private static readonly string Tools = Environment.GetEnvironmentVariable("DELEGATE_TEST_TOOLS")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "delegate-test-tools");

    private static string Program => Path.Combine(Tools, "bin", "mcp-conformance");

    public static void OrSkip() => Skip.IfNot(File.Exists(Program), "needs the conformance suite of MCP: run eng/install-test-tools.sh");

    /// <summary>Runs it with these arguments to its end.</summary>
    public static async Task<ProgramResult> RunAsync(Bench bench, params string[] arguments)
    {
        await using var program = bench.StartProgram(Program, arguments);
        program.Input.Close();
        return await program.EndAsync();
    }
}
