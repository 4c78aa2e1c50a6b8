using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>What cannot start is said at once, with what to do, and the slot is given back.</summary>
public sealed class LaunchRefusalSpecs : ProcessSpecs
{
    [Fact]
    public async Task A_program_that_is_not_there()
    {
        Options = Options with { ClaudePath = "no-such-program-anywhere" };
        var outcome = await RefusedAsync(NewLaunch("hello", AgentNames.Claude));

        Assert.Equal(OutcomeCodes.AgentNotFound, outcome.Code);
        Assert.Contains("no-such-program-anywhere", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("delegate config set claudePath", outcome.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_executable()
    {
        var program = Path.Combine(NewFolder("bin"), "claude");
        await File.WriteAllTextAsync(program, "#!/bin/sh\n");
        Options = Options with { ClaudePath = program };
        var outcome = await RefusedAsync(NewLaunch("hello", AgentNames.Claude));

        Assert.Equal(OutcomeCodes.AgentNotFound, outcome.Code);
        Assert.Equal($"chmod +x '{program}'", outcome.Hint);
    }

    [Fact]
    public async Task A_folder_that_is_gone()
    {
        var folder = NewFolder("gone");
        Directory.Delete(folder);
        var outcome = await RefusedAsync(NewLaunch("true", cwd: folder));

        Assert.Equal((OutcomeCodes.BadFolder, $"mkdir -p '{folder}'"), (outcome.Code, outcome.Hint));
        Assert.Contains(folder, outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written()
    {
        await File.WriteAllTextAsync(Services.Home.Path, "a file where the folder is to be");
        var outcome = await RefusedAsync(NewLaunch("true"));

        Assert.Equal((OutcomeCodes.LaunchFailed, "delegate doctor"), (outcome.Code, outcome.Hint));
    }

    [Fact]
    public async Task A_program_that_the_kernel_refuses_ends_with_status_126_or_127_and_its_words()
    {
        Options = Options with { ClaudePath = await ProgramAsync("claude", "#!/no/such/interpreter\n") };
        var launch = NewLaunch("hello", AgentNames.Claude);
        NewSlot().Tell(launch);
        await RunningAsync(launch);

        var ended = await EndedAsync(launch);
        Assert.InRange(ended.Exit!.ExitCode!.Value, 126, 127);
        Assert.Contains("claude", ended.Report.Outcome.Message, StringComparison.Ordinal);
    }

    private async Task<OutcomeView> RefusedAsync(ProcessProtocol.Launch launch)
    {
        NewSlot().Tell(launch);
        var failed = await Facts.ExpectMsgAsync<ProcessProtocol.LaunchFailed>(Patience.Long);
        Assert.Equal(launch.Attempt, failed.Attempt);
        Assert.Equal(launch.Attempt, (await Scaler.ExpectMsgAsync<SlotProtocol.Freed>(Patience.Long)).Attempt);
        Assert.Empty(Alive(launch));
        return failed.Outcome;
    }
}
