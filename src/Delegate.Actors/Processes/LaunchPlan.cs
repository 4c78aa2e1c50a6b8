using Delegate.Actors.Agents;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>What a launch comes to: a command line and what the agent is told, or why there is none.</summary>
/// <param name="NewSessionId">Set when the session that was to be gone on with is gone.</param>
/// <param name="WhyNot">Set when it cannot be started.</param>
internal sealed record LaunchPlan(AgentCommand Command, string Prompt, string? NewSessionId, OutcomeView? WhyNot)
{
    public static LaunchPlan Of(ProcessProtocol.Launch launch, IAgentAdapter adapter, AttemptFolder folder, DelegateOptions options)
    {
        var fresh = launch.Resume && !adapter.CanResume(launch.SessionId) ? Guid.NewGuid().ToString() : null;
        var prompt = fresh is null ? launch.Prompt : launch.FreshPrompt;
        var command = adapter.Command(launch.Spec, fresh ?? launch.SessionId, launch.Resume && fresh is null, folder.Prompt, options);
        return new(command, prompt ?? launch.Spec.Prompt, fresh, AttemptLauncher.WhyNot(launch.Spec, command));
    }
}

/// <summary>A launch whose working folder is being looked at; there is no process yet.</summary>
internal sealed class PendingLaunch(ProcessProtocol.Launch launch) : IDisposable
{
    private readonly CancellationTokenSource _givenUp = new();

    public ProcessProtocol.Launch Launch { get; } = launch;

    /// <summary>True when it is to stand still as soon as it is there.</summary>
    public bool IsFrozen { get; set; }

    public CancellationToken GivenUp => _givenUp.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _givenUp.Cancel();
        _givenUp.Dispose();
    }
}
