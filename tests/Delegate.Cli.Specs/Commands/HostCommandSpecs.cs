using System.Diagnostics;
using System.Text.Json;
using Delegate.Cli.Specs.Harness;

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
}
