using System.Text;
using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;
using Microsoft.Extensions.Time.Testing;

namespace Delegate.Processes.Specs.Processes;

/// <summary>How far an attempt is, told at its session's start, at turns, and at every end.</summary>
public sealed class CheckpointSpecs : ProcessSpecs
{
    private readonly FakeTimeProvider _clock = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public CheckpointSpecs()
    {
        Time = _clock;
        Facts.IgnoreNoMessages();
    }

    [Fact]
    public async Task The_first_is_taken_when_the_session_begins_the_next_after_a_turn_but_no_sooner_than_some_seconds_later()
    {
        await Shell.RunAsync($"cd '{Work}' && git init -q -b trunk .");
        var launch = NewFakeLaunch("await one\ntool make\nsay at work\nawait two\nsay done\nawait three");
        NewSlot().Tell(launch);
        await RunningAsync(launch);
        await Facts.ExpectMsgAsync<ProcessProtocol.Reported>(Patience.Long);

        var start = await ProgressAsync(launch);
        Assert.Equal((launch.SessionId, 0, null, _clock.GetUtcNow()), (start.SessionId, start.Turns, start.LastMessage, start.At));
        Assert.Equal("trunk", start.Git?.Branch);

        await OpenFileAsync("one");
        await SaidAsync(launch, "at work");
        await Facts.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        _clock.Advance(CheckpointPace.Pause + TimeSpan.FromMilliseconds(1)); // what came too soon was not forgotten
        var turn = await ProgressAsync(launch);
        Assert.Equal((2, "at work", "● Bash(make)\nat work"), (turn.Turns, turn.LastMessage, turn.LastOutput));
        Assert.Equal(new UsageView(20, 2, 0, 0, 0, 2), turn.Usage);

        await OpenFileAsync("two");
        await SaidAsync(launch, "done");
        _clock.Advance(CheckpointPace.Pause + TimeSpan.FromMilliseconds(1));
        Assert.Equal((3, "done"), (await ProgressAsync(launch)) is var last ? (last.Turns, last.LastMessage) : default);

        await OpenFileAsync("three");
        var end = (await EndedAsync(launch)).Checkpoint!;
        Assert.Equal((launch.SessionId, 3, "done"), (end.SessionId, end.Turns, end.LastMessage));
        Assert.Equal(["one", "three", "two"], end.Git!.Dirty.Order());
        Assert.Equal(0.0125m, end.Usage!.CostUsd);
    }

    [Fact]
    public async Task A_command_has_one_at_its_end_with_its_last_lines_and_what_stands_on_stderr()
    {
        var launch = NewLaunch("for i in $(seq 100); do echo line $i; done; echo oops >&2; exit 3");
        NewSlot().Tell(launch);
        await RunningAsync(launch);

        var checkpoint = (await EndedAsync(launch)).Checkpoint!;
        Assert.Equal((null, 0, null, null, null), (checkpoint.SessionId, checkpoint.Turns, checkpoint.LastMessage, checkpoint.Git, checkpoint.Usage));
        Assert.EndsWith("line 99\nline 100\nstderr: oops", checkpoint.LastOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_words_are_cut_and_no_character_is_cut_in_two()
    {
        var launch = NewFakeLaunch(string.Concat(Enumerable.Repeat("say " + string.Concat(Enumerable.Repeat("é😀", 1000)) + "\n", 3)));
        NewSlot().Tell(launch);

        var ended = await Facts.FishForMessageAsync(fact => fact is ProcessProtocol.Ended, Patience.Long);
        var checkpoint = ((ProcessProtocol.Ended)ended).Checkpoint!;
        Assert.InRange(Encoding.UTF8.GetByteCount(checkpoint.LastMessage!), (2 * 1024) - 3, 2 * 1024);
        Assert.InRange(Encoding.UTF8.GetByteCount(checkpoint.LastOutput!), (4 * 1024) - 3, 4 * 1024);
        Assert.DoesNotContain('\ufffd', checkpoint.LastMessage + checkpoint.LastOutput);
    }

    [Theory, InlineData("stopped"), InlineData("killed"), InlineData("lost")]
    public async Task Every_end_has_one_however_it_came(string how)
    {
        var launch = NewFakeLaunch("say half done\ncount marks\nawait never");
        var slot = NewSlot();
        slot.Tell(launch);
        var running = await RunningAsync(launch);
        await LinesAsync("marks");

        if (how == "stopped")
            slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromHours(1)));
        else
            ProcessSignals.Kill(how == "killed" ? running.Identity.Agent : running.Identity.Supervisor);

        var ended = (ProcessProtocol.Ended)await Facts.FishForMessageAsync(fact => fact is ProcessProtocol.Ended, Patience.Long);
        Assert.Equal((launch.SessionId, 1, "half done", "half done"), (ended.Checkpoint!.SessionId, ended.Checkpoint.Turns, ended.Checkpoint.LastMessage, ended.Checkpoint.LastOutput));
        Assert.Equal(how == "lost", ended.Exit is null);
    }

    [Fact]
    public async Task After_an_adoption_the_first_one_is_of_now_and_not_of_the_beginning()
    {
        var launch = NewFakeLaunch("long 400000\nsay later\ncount marks\nawait gate"); // more than one read
        var slot = NewSlot();
        slot.Tell(launch);
        await RunningAsync(launch);
        await LinesAsync("marks");
        slot = await CrashAsync(slot);
        while (Facts.HasMessages)
            await Facts.ReceiveOneAsync();
        slot.Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));

        await RunningAsync(launch);
        await Facts.ExpectMsgAsync<ProcessProtocol.Reported>(Patience.Long);
        var checkpoint = await ProgressAsync(launch);
        Assert.Equal((2, "later"), (checkpoint.Turns, checkpoint.LastMessage));
        await OpenFileAsync("gate");
        await EndedAsync(launch);
    }

    private async Task<Checkpoint> ProgressAsync(ProcessProtocol.Launch launch)
    {
        var progressed = await Facts.ExpectMsgAsync<ProcessProtocol.Progressed>(Patience.Long);
        Assert.Equal(launch.Attempt, progressed.Attempt);
        return progressed.Checkpoint;
    }

    private Task OpenFileAsync(string name) => File.WriteAllTextAsync(Path.Combine(Work, name), "");

    /// <summary>Once the agent has written it, and the slot has had the news in its mailbox.</summary>
    private async Task SaidAsync(ProcessProtocol.Launch launch, string text)
    {
        for (var lines = 1; ; lines++)
            if ((await TempFolder.LinesAsync(Kernel, FolderOf(launch).Stdout, lines)).Any(line => line.Contains($"\"{text}\"", StringComparison.Ordinal)))
                return;
    }
}
