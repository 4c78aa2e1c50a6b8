using System.Diagnostics;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs;

/// <summary>The program as a process; what can be seen without a host.</summary>
public sealed class ProgramSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Data_is_on_stdout_words_are_on_stderr_and_neither_has_colours_when_piped()
    {
        var (code, stdout, stderr) = await RunAsync("config", "set", "maxSlots", "3");
        Assert.Equal((0, ""), (code, stdout));
        Assert.Contains("maxSlots is 3", stderr);

        (code, stdout, stderr) = await RunAsync("config", "show");
        Assert.Equal((0, ""), (code, stderr));
        Assert.Contains("maxSlots", stdout);
        Assert.DoesNotContain('\u001b', stdout);
    }

    [Fact]
    public async Task A_host_that_cannot_be_started_leaves_stdout_clean()
    {
        var (code, stdout, stderr) = await RunAsync("list", "--json");
        Assert.Equal((ExitCodes.HostUnavailable, ""), (code, stdout));
        Assert.Equal("error: the disk is full\nhint: delegate host logs, or delegate doctor\n", stderr);
    }

    [Fact]
    public async Task The_mcp_bridge_prints_nothing_but_protocol_even_when_it_fails()
    {
        var (code, stdout, stderr) = await RunAsync("mcp");
        Assert.Equal((ExitCodes.HostUnavailable, ""), (code, stdout));
        Assert.Contains("the disk is full", stderr);
    }

    [Fact]
    public async Task A_data_folder_whose_path_is_too_long_for_a_socket_is_explained()
    {
        var (code, _, stderr) = await RunAsync(new string('x', 100), ["list"]);
        Assert.Equal(ExitCodes.HostUnavailable, code);
        Assert.Contains("too long for a Unix socket", stderr);
        Assert.Contains("DELEGATE_HOME", stderr);
    }

    private Task<(int Code, string Stdout, string Stderr)> RunAsync(params string[] arguments) => RunAsync("home", arguments);

    private async Task<(int Code, string Stdout, string Stderr)> RunAsync(string home, string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "delegate"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        start.Environment["DELEGATE_HOME"] = Path.Combine(_folder.Path, home);
        start.Environment["DELEGATE_HOST_EXE"] = _folder.WriteScript("delegated", "echo 'the disk is full' >&2\nexit 4\n");
        using var program = Process.Start(start)!;
        program.StandardInput.Close();
        var stderr = program.StandardError.ReadToEndAsync();
        var stdout = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        return (program.ExitCode, stdout, await stderr);
    }
}
