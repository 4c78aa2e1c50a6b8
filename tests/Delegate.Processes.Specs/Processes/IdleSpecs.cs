using Akka.Actor;
using Delegate.Actors.Agents;
using Delegate.Actors.Processes;
using Delegate.Processes.Specs.Support;
using Microsoft.Extensions.Time.Testing;

namespace Delegate.Processes.Specs.Processes;

/// <summary>An attempt that gives no sign of life, on a clock that the spec moves.</summary>
public sealed class IdleSpecs : ProcessSpecs
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();

    public IdleSpecs() => Time = _clock;

    [Fact]
    public async Task A_silence_is_told_for_each_whole_limit_that_it_lasts_and_that_it_is_over()
    {
        var (slot, launch) = await StartedAsync($"{Gate()}; echo here; {Gate("end")}");
        _clock.Advance(Limit - Moment);
        await QuietAsync();
        _clock.Advance(Moment);
        Assert.Equal(Limit, (await SilentAsync(launch)).Silence);

        _clock.Advance(Limit);
        Assert.Equal(2 * Limit, (await SilentAsync(launch)).Silence);

        await OpenAsync();
        Assert.Equal(launch.Attempt, (await Facts.ExpectMsgAsync<ProcessProtocol.Heard>(Patience.Long)).Attempt);
        _clock.Advance(Limit - Moment); // counted anew
        await QuietAsync();
        _clock.Advance(Moment);
        Assert.Equal(Limit, (await SilentAsync(launch)).Silence);
        await EndAsync(slot, launch);
    }

    [Fact]
    public async Task However_many_limits_pass_at_once_it_is_told_once()
    {
        var (slot, launch) = await StartedAsync(Gate());
        _clock.Advance(5 * Limit);
        Assert.Equal(5 * Limit, (await SilentAsync(launch)).Silence);
        await QuietAsync();
        _clock.Advance(Limit);
        Assert.Equal(6 * Limit, (await SilentAsync(launch)).Silence);
        await EndAsync(slot, launch);
    }

    [Theory, InlineData("echo life"), InlineData("echo life >&2"), InlineData("printf half")]
    public async Task Whatever_is_written_is_a_sign_of_life(string words)
    {
        var (slot, launch) = await StartedAsync($"{Gate()}; {words}; echo > said; {Gate("end")}");
        _clock.Advance(Limit);
        await SilentAsync(launch);
        await OpenAsync();
        await Facts.ExpectMsgAsync<ProcessProtocol.Heard>(Patience.Long);
        await EndAsync(slot, launch);
    }

    [Fact]
    public void What_was_written_while_the_owner_was_held_up_is_heard_before_its_silence_is_judged()
    {
        using var temp = new TempFolder();
        var (launch, facts) = (NewLaunch("exit 0"), new List<ProcessProtocol.IFact>());
        var folder = new AttemptFolder(temp.Folder("attempt"));
        folder.Create("");
        using var observer = new AttemptObserver(
            launch.Attempt, launch.Spec with { IdleMs = (long)Limit.TotalMilliseconds }, folder, new ShellAgent(), isAdopted: false, _clock, facts.Add, () => { });
        File.WriteAllText(folder.Stdout, "written, and the owner did not come to read it\n");
        _clock.Advance(2 * Limit);

        observer.Observe(isEnding: false);
        observer.Observe(isEnding: false);
        Assert.Empty(facts);
        _clock.Advance(Limit);
        observer.Observe(isEnding: false);
        Assert.Equal(new ProcessProtocol.Silent(launch.Attempt, Limit), Assert.Single(facts));
    }

    [Fact]
    public async Task Frozen_time_does_not_count()
    {
        var (slot, launch) = await StartedAsync(Gate());
        _clock.Advance(Limit - Moment);
        slot.Tell(new ProcessProtocol.Freeze(launch.Attempt));
        await QuietAsync();
        _clock.Advance(10 * Limit);
        await QuietAsync();
        slot.Tell(new ProcessProtocol.Thaw(launch.Attempt));
        await QuietAsync();
        _clock.Advance(Moment);
        Assert.Equal(Limit, (await SilentAsync(launch)).Silence);
        await EndAsync(slot, launch);
    }

    [Fact]
    public async Task An_adopted_attempt_is_counted_anew()
    {
        var (slot, launch) = await StartedAsync(Gate());
        _clock.Advance(Limit - Moment);
        slot = await CrashAsync(slot);
        slot.Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));
        await RunningAsync(launch);
        _clock.Advance(Limit - Moment);
        await QuietAsync();
        _clock.Advance(Moment);
        await SilentAsync(launch);
        await EndAsync(slot, launch);
    }

    private async Task<(IActorRef Slot, ProcessProtocol.Launch Launch)> StartedAsync(string script)
    {
        var launch = NewLaunch(script);
        launch = launch with { Spec = launch.Spec with { IdleMs = (long)Limit.TotalMilliseconds } };
        var slot = NewSlot();
        slot.Tell(launch);
        await RunningAsync(launch);
        await AtGateAsync();
        return (slot, launch);
    }

    private async Task<ProcessProtocol.Silent> SilentAsync(ProcessProtocol.Launch launch)
    {
        var silent = await Facts.ExpectMsgAsync<ProcessProtocol.Silent>(Patience.Long);
        Assert.Equal(launch.Attempt, silent.Attempt);
        return silent;
    }

    private async Task QuietAsync() => await Facts.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));

    private async Task EndAsync(IActorRef slot, ProcessProtocol.Launch launch)
    {
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromHours(1)));
        await EndedAsync(launch);
    }
}
