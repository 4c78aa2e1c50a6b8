using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Git;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>The state of a working folder, before and after.</summary>
public sealed class GitProbeSpecs : ProcessSpecs
{
    private const string Init = "git init -q -b trunk . && git config user.name n && git config user.email e@x";

    [Fact]
    public async Task A_folder_in_no_repository_has_none_and_costs_no_process() =>
        Assert.Null(await ReadAsync(Work, git: "/no/such/program"));

    [Fact]
    public async Task Branch_commit_and_dirty_files_are_read_from_wherever_in_the_repository()
    {
        await Shell.RunAsync($"""
            cd '{Work}' && {Init} && mkdir 'a folder' && echo 1 > kept && echo 1 > 'to move' && git add . && git commit -qm first
            git mv 'to move' 'é moved' && echo 2 > kept && echo 3 > 'a folder/new file'
            """);
        var head = await Shell.RunAsync($"git -C '{Work}' rev-parse HEAD");

        var state = (await ReadAsync(Path.Combine(Work, "a folder")))!;
        Assert.Equal(("trunk", head, 3), (state.Branch, state.Commit, state.DirtyCount));
        Assert.Equal(["a folder/", "kept", "é moved"], state.Dirty.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_not_there_yet_or_detached_has_no_name()
    {
        await Shell.RunAsync($"cd '{Work}' && {Init}");
        var empty = (await ReadAsync(Work))!;
        Assert.Equal(("trunk", null, 0), (empty.Branch, empty.Commit, empty.DirtyCount));

        await Shell.RunAsync($"cd '{Work}' && git commit -q --allow-empty -m first && git checkout -q --detach");
        var detached = (await ReadAsync(Work))!;
        Assert.Null(detached.Branch);
        Assert.NotNull(detached.Commit);
    }

    [Fact]
    public async Task Of_many_dirty_files_a_hundred_are_named_and_all_are_counted()
    {
        await Shell.RunAsync($"cd '{Work}' && {Init} && for i in $(seq 250); do : > file$i; done");
        var state = (await ReadAsync(Work))!;
        Assert.Equal((GitState.MostNames, 250), (state.Dirty.Count, state.DirtyCount));
    }

    [Fact]
    public async Task A_look_changes_nothing_and_runs_nothing_that_the_repository_names()
    {
        await Shell.RunAsync($"cd '{Work}' && {Init} && echo 1 > a && git add . && git commit -qm first && git config core.fsmonitor 'touch ran; false' && sleep 0.01 && touch a && cp .git/index ../index");
        Assert.Equal(0, (await ReadAsync(Work))!.DirtyCount);
        Assert.False(File.Exists(Path.Combine(Work, "ran")));
        await Shell.RunAsync($"cmp '{Work}/.git/index' '{Work}/../index'");
    }

    [Fact]
    public async Task A_git_that_never_answers_is_ended_when_its_time_is_over()
    {
        await Shell.RunAsync($"cd '{Work}' && {Init}");
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var git = await ProgramAsync("git", $"#!/bin/sh\necho $$ > '{Work}/pid'\nexec tail -f /dev/null\n");
        var reading = GitProbe.ReadAsync(Work, git, clock, default);
        var it = Delegate.Actors.Processes.Linux.ProcessTable.Identify(int.Parse((await LinesAsync("pid"))[0], null))!;
        clock.Advance(GitProbe.Limit);

        Assert.Null(await reading.InTime());
        await Kernel.EndAsync(it);
    }

    [Fact]
    public async Task An_attempt_has_its_folder_before_and_after()
    {
        await Shell.RunAsync($"cd '{Work}' && {Init} && echo 1 > a && git add . && git commit -qm first");
        var launch = NewLaunch("echo 2 > a; echo > b; git commit -qam second");
        NewSlot().Tell(launch);

        var before = (await RunningAsync(launch)).GitBefore!;
        var after = (await EndedAsync(launch)).Checkpoint!.Git!;
        Assert.Equal(("trunk", 0), (before.Branch, before.DirtyCount));
        Assert.Equal(await Shell.RunAsync($"git -C '{Work}' rev-parse HEAD~1 HEAD"), $"{before.Commit}\n{after.Commit}");
        Assert.Equal(["b"], after.Dirty);
    }

    [Fact]
    public async Task A_stop_while_the_folder_is_looked_at_leaves_nobody_behind_and_starts_nobody()
    {
        await Shell.RunAsync($"cd '{Work}' && {Init}");
        Git = await ProgramAsync("git", $"#!/bin/sh\necho $$ > '{Work}/pid'\nexec tail -f /dev/null\n");
        var launch = NewLaunch("echo started > started");
        var slot = NewSlot();
        slot.Tell(launch);
        var git = Delegate.Actors.Processes.Linux.ProcessTable.Identify(int.Parse((await LinesAsync("pid"))[0], null))!;
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromHours(1)));

        Assert.Null((await EndedAsync(launch)).Exit);
        await Kernel.EndAsync(git);
        Assert.Empty(Alive(launch));
        Assert.False(File.Exists(Path.Combine(Work, "started")));
        Assert.False(FolderOf(launch).Exists);

        var next = NewLaunch("exit 3", cwd: NewFolder("elsewhere")); // the slot is free for another
        slot.Tell(next);
        await RunningAsync(next);
        Assert.Equal(3, (await EndedAsync(next)).Exit?.ExitCode);
    }

    private static Task<GitState?> ReadAsync(string folder, string git = "git") => GitProbe.ReadAsync(folder, git, TimeProvider.System, default);
}
