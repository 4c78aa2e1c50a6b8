using Delegate.Bridge.Hosting;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Hosting;

/// <summary>The launcher against a stand-in for <c>delegated</c>: a script that "answers" once its file <c>up</c> is there.</summary>
public sealed class HostLauncherSpecs : IDisposable
{
    private const string CountTheStart = "echo $$ >> starts\n";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Starts => Path.Combine(_folder.Path, "starts");

    [Fact]
    public async Task Of_many_clients_at_once_one_starts_the_host_and_all_find_it()
    {
        var program = _folder.WriteScript("delegated", CountTheStart + "touch up\necho ready\n");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Launcher(program).EnsureAsync(default))));
        Assert.Single(await File.ReadAllLinesAsync(Starts));
    }

    [Fact]
    public async Task A_host_that_answers_is_left_alone()
    {
        _folder.Write("up", "");
        await Launcher("/nowhere/delegated").EnsureAsync(default);
    }

    [Fact]
    public async Task The_host_knows_its_folder_and_nothing_of_who_called()
    {
        Environment.SetEnvironmentVariable("CLAUDE_CODE_SESSION_ID", "session-1");
        Environment.SetEnvironmentVariable("DELEGATE_ATTEMPT", "task-000000000000/1");
        try
        {
            var program = _folder.WriteScript("delegated", "env > environment\ncat > stdin\ntouch up\necho ready\n");
            await Launcher(program).EnsureAsync(default);
        }
        finally
        {
            Environment.SetEnvironmentVariable("CLAUDE_CODE_SESSION_ID", null);
            Environment.SetEnvironmentVariable("DELEGATE_ATTEMPT", null);
        }
        var environment = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "environment"));
        Assert.Contains($"DELEGATE_HOME={_folder.Path}", environment);
        Assert.DoesNotContain(environment, line => line.StartsWith("CLAUDE_CODE_SESSION_ID", StringComparison.Ordinal));
        Assert.DoesNotContain(environment, line => line.StartsWith("DELEGATE_ATTEMPT", StringComparison.Ordinal)); // or it would be of that agent's tree
        Assert.Empty(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "stdin")));
    }

    [Fact]
    public async Task What_the_host_says_when_it_cannot_start_is_handed_on()
    {
        var program = _folder.WriteScript("delegated", "echo 'the journal is corrupt' >&2\nexit 5\n");
        var error = await FailureOf(Launcher(program));
        Assert.Equal(ErrorCodes.HostStartFailed, error.Code);
        Assert.Equal("the journal is corrupt", error.Message);
    }

    [Fact]
    public async Task A_host_that_ends_without_a_word_is_a_failure_with_its_exit_code()
    {
        var error = await FailureOf(Launcher(_folder.WriteScript("delegated", "exit 9\n")));
        Assert.Contains("exit code 9", error.Message);
    }

    [Fact]
    public async Task A_program_that_cannot_be_executed_is_named()
    {
        var error = await FailureOf(Launcher(_folder.Write("delegated", "not a program")));
        Assert.Equal(ErrorCodes.HostStartFailed, error.Code);
        Assert.Contains(Path.Combine(_folder.Path, "delegated"), error.Message);
    }

    [Fact]
    public async Task A_host_that_somebody_else_is_just_starting_is_waited_for()
    {
        // Its starter was killed: the lock for starting is free, the host holds its own lock, and answers a little later.
        var program = _folder.WriteScript("delegated", "echo 'another host runs: pid 7' >&2\nexit 3\n");
        var asked = 0;
        var launcher = new HostLauncher(new DelegateHome(_folder.Path), () => program, _ => Task.FromResult(++asked > 3), new HurriedTime());
        await launcher.EnsureAsync(default);
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task A_host_that_is_just_ending_is_waited_out_and_the_next_one_started()
    {
        var program = _folder.WriteScript("delegated", CountTheStart + """
            [ $(wc -l < starts) -lt 3 ] && { echo 'another host runs: pid 7' >&2; exit 3; }
            touch up
            echo ready

            """);
        await Launcher(program).EnsureAsync(default);
        Assert.Equal(3, (await File.ReadAllLinesAsync(Starts)).Length);
    }

    [Fact]
    public async Task A_host_that_holds_the_folder_and_never_answers_is_an_error_with_its_pid()
    {
        var program = _folder.WriteScript("delegated", "echo 'another host runs: pid 7' >&2\nexit 3\n");
        var launcher = new HostLauncher(new DelegateHome(_folder.Path), () => program, _ => Task.FromResult(false), new HurriedTime());
        Assert.Contains("pid 7", (await FailureOf(launcher)).Message);
    }

    [Fact]
    public async Task Whoever_waits_for_the_lock_can_give_up()
    {
        var home = new DelegateHome(_folder.Path);
        using var held = await StartLock.TakeAsync(home, default);
        using var patience = new CancellationTokenSource();
        var second = StartLock.TakeAsync(home, patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    private HostLauncher Launcher(string program) => new(
        new DelegateHome(_folder.Path), () => program, _ => Task.FromResult(File.Exists(Path.Combine(_folder.Path, "up"))), TimeProvider.System);

    private static async Task<DelegateError> FailureOf(HostLauncher launcher) =>
        (await Assert.ThrowsAsync<DelegateException>(() => launcher.EnsureAsync(default))).Error;

    /// <summary>Every timer is due at once, and every look at the clock finds it six seconds on.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks += 6 * TimeSpan.TicksPerSecond;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
