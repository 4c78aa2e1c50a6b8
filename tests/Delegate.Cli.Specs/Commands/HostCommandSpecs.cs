using System.Diagnostics;
using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class HostCommandSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Status_as_json_has_the_pid()
    {
        Assert.Equal(0, await _cli.RunAsync("host", "status", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal(4242, json.RootElement.GetProperty("pid").GetInt32());
    }

    [Fact]
    public async Task Status_starts_nothing_and_says_so_by_its_exit_code()
    {
        using var cli = new Harness.Cli(hosts: new FakeHosts(new FakeDelegateClient()) { Runs = false });
        Assert.Equal(ExitCodes.HostUnavailable, await cli.RunAsync("host", "status", "--json"));
        Assert.Equal("", cli.Stdout);
        Assert.Contains("hint: delegate host start", cli.Stderr);
        Assert.Equal(0, cli.Hosts.Connects);
    }

    [Fact]
    public async Task Start_names_the_pid()
    {
        Assert.Equal(0, await _cli.RunAsync("host", "start"));
        Assert.Equal("the host runs: pid 4242\n", _cli.Stderr);
    }

    [Fact]
    public async Task Stop_returns_when_the_process_is_gone()
    {
        using var host = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read end"]) { RedirectStandardInput = true })!;
        _cli.Client.Host = Sample.Host(host.Id);
        var stopping = _cli.RunAsync("host", "stop");
        Assert.False(stopping.IsCompleted);
        host.StandardInput.Close();
        Assert.Equal(0, await stopping);
        Assert.True(_cli.Client.Stopped);
        Assert.Contains($"pid {host.Id}", _cli.Stderr);
        await host.WaitForExitAsync();
    }

    [Fact]
    public async Task Stopping_what_does_not_run_is_no_failure()
    {
        using var cli = new Harness.Cli(hosts: new FakeHosts(new FakeDelegateClient()) { Runs = false });
        Assert.Equal(0, await cli.RunAsync("host", "stop"));
        Assert.Equal("no host runs\n", cli.Stderr);
    }

    [Fact]
    public async Task Logs_are_read_without_a_host()
    {
        Directory.CreateDirectory(_cli.Home.LogsFolder);
        await File.WriteAllLinesAsync(Path.Combine(_cli.Home.LogsFolder, "host.log"), ["one", "two", "three"]);
        Assert.Equal(0, await _cli.RunAsync("host", "logs", "--tail", "2"));
        Assert.Equal("two\nthree\n", _cli.Stdout);
        Assert.Equal(0, _cli.Hosts.Connects);
    }

    [Fact]
    public async Task Logs_that_are_not_there_yet_are_explained()
    {
        Assert.Equal(ExitCodes.HostUnavailable, await _cli.RunAsync("host", "logs"));
        Assert.Contains("There is no log yet", _cli.Stderr);
    }

    [Fact]
    public async Task Decisions_of_a_time_are_read_without_a_host_and_a_line_that_was_cut_is_passed_over()
    {
        Directory.CreateDirectory(_cli.Home.LogsFolder);
        static string Line(int minute, string kind, string reason) =>
            $$"""{"at":"2026-01-02T03:{{minute:00}}:00Z","kind":"{{kind}}","taskId":"task-0123456789ab","agent":"claude","folder":"/repo","queue":"default","reason":"{{reason}}","running":3,"waiting":7}""";
        await File.WriteAllLinesAsync(DelegateHome.BeforeOf(_cli.Home.DecisionsFile), [Line(10, "hold", "processors: busy")]);
        await File.WriteAllLinesAsync(_cli.Home.DecisionsFile, [Line(20, "hold", "memory: 1 MiB free"), Line(30, "grant", ""), "{\"at\":\"2026-"]);

        Assert.Equal(0, await _cli.RunAsync("host", "decisions", "--at", "2026-01-02T03:25:00Z", "--json"));
        Assert.Equal(2, _cli.Terminal.OutLines.Length);
        Assert.Contains("processors: busy", _cli.Stdout);
        Assert.Contains("memory: 1 MiB free", _cli.Stdout);
        Assert.Equal(0, _cli.Hosts.Connects);
    }

    [Fact]
    public async Task A_time_that_is_none_is_refused()
    {
        Assert.NotEqual(0, await _cli.RunAsync("host", "decisions", "--at", "yesterdayish"));
        Assert.Contains("'yesterdayish'", _cli.Stderr);
    }
}
