using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Lifecycle;

/// <summary>Over the real program: what the client that starts it sees.</summary>
public sealed class HostProgramSpecs : IDisposable
{
    private readonly SpecFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task It_says_ready_once_then_lets_go_of_its_starters_pipes_and_stops_cleanly_on_SIGTERM()
    {
        var (host, output) = await HostProcess.StartAndReadAsync(_temp.Home);
        await using var _ = host;

        Assert.Equal("ready\n", output); // and the end of it, while the host runs
        Assert.Equal("", await host.Error.ReadToEndAsync().WaitAsync(Expect.Patience));
        Assert.True(File.Exists(_temp.Home.SocketFile));
        Assert.Equal(host.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture), SessionOf(host.Pid));

        await host.SignalAsync("TERM");

        Assert.Equal(0, await host.EndAsync());
        Assert.False(File.Exists(_temp.Home.HostInfoFile));
    }

    [Fact]
    public async Task A_second_one_ends_with_3_and_the_firsts_pid_and_the_first_goes_on()
    {
        var (first, _) = await HostProcess.StartAndReadAsync(_temp.Home);
        await using var __ = first;

        var (second, output) = await HostProcess.StartAndReadAsync(_temp.Home);
        await using var ___ = second;

        Assert.Equal(3, await second.EndAsync());
        Assert.Equal("", output);
        var words = await second.Error.ReadToEndAsync();
        Assert.Contains($"{ErrorCodes.HostAlreadyRunning}: ", words, StringComparison.Ordinal);
        Assert.Contains($"pid {first.Pid}", words, StringComparison.Ordinal);

        using var client = new HttpDelegateClient(_temp.Home);
        await client.StopHostAsync(default);
        Assert.Equal(0, await first.EndAsync());
    }

    [Fact]
    public async Task Of_four_started_at_once_one_serves_and_the_others_end_with_3()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => HostProcess.StartAndReadAsync(_temp.Home)));
        try
        {
            var serving = Assert.Single(hosts, host => host.Output == "ready\n").Host;
            foreach (var (other, output) in hosts.Where(host => host.Host != serving))
                Assert.Equal((3, ""), (await other.EndAsync(), output));
        }
        finally
        {
            foreach (var (host, _) in hosts)
                await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task After_a_kill_the_next_one_takes_over_lock_and_socket()
    {
        var (first, _) = await HostProcess.StartAndReadAsync(_temp.Home);
        await using (first)
            await first.SignalAsync("KILL");
        Assert.True(File.Exists(_temp.Home.SocketFile)); // left behind

        var (second, output) = await HostProcess.StartAndReadAsync(_temp.Home);
        await using var __ = second;

        Assert.Equal("ready\n", output);
        using var client = new HttpDelegateClient(_temp.Home);
        await client.StopHostAsync(default);
        Assert.Equal(0, await second.EndAsync());
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_ends_it_with_4_and_says_why()
    {
        File.WriteAllText(Path.Combine(_temp.Folder, "file"), "");

        var (host, output) = await HostProcess.StartAndReadAsync(new(Path.Combine(_temp.Folder, "file", "home")));
        await using var _ = host;

        Assert.Equal(4, await host.EndAsync());
        Assert.Equal("", output);
        Assert.StartsWith($"{ErrorCodes.DataFolderUnusable}: ", await host.Error.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_is_not_one_ends_it_with_5_and_is_left_as_it_is()
    {
        _temp.Home.Create();
        File.WriteAllText(_temp.Home.JournalFile, "this is not a database, and longer than a header of one: " + new string('x', 200));
        var before = File.ReadAllBytes(_temp.Home.JournalFile);

        var (host, output) = await HostProcess.StartAndReadAsync(_temp.Home);
        await using var _ = host;

        Assert.Equal(5, await host.EndAsync());
        Assert.Equal("", output);
        Assert.StartsWith($"{ErrorCodes.JournalUnusable}: ", await host.Error.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_temp.Home.JournalFile));
    }

    [Fact]
    public async Task A_bad_setting_is_logged_and_does_not_keep_it_from_serving()
    {
        _temp.Home.Create();
        File.WriteAllText(_temp.Home.ConfigFile, """{"maxSlots": "many"}""");

        var (host, output) = await HostProcess.StartAndReadAsync(_temp.Home);
        await using var _ = host;

        Assert.Equal("ready\n", output);
        Assert.Contains("maxSlots", File.ReadAllText(Path.Combine(_temp.Home.LogsFolder, "host.log")), StringComparison.Ordinal);
    }

    private static string SessionOf(int pid) => File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ')[3];
}
