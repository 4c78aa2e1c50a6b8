using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Tasks;

/// <summary>With which session and which words the next attempt of a task begins.</summary>
internal static class AttemptStart
{
    /// <param name="composed">Of a first attempt: the prompt with what it takes up; null = the spec's prompt as it is.</param>
    public static AttemptStarting Next(TaskState state, TaskSpec spec, string? composed, string newSession, Moment now)
    {
        var number = state.Attempt + 1;
        AttemptStarting New(string? prompt) => new(spec.Id, number, newSession, now.At, Prompt: prompt, Awake: now.Awake);
        AttemptStarting Same(string session, ResumePrompts told) => new(
            spec.Id, number, session, now.At, Resume: true, told.SameSession, told.NewSession, now.Awake);

        if (number == 1)
            return spec switch
            {
                { Agent: AgentNames.Shell } => New(composed), // what a model is told would be code here
                { ResumeSession: { } session, Resume: { } told } => Same(session, told.About(spec.Prompt, composed)),
                { Resume: { } told } => New(told.About(spec.Prompt, composed).NewSession),
                _ => New(composed),
            };
        // A command line has no conversation: it is run again. So is whatever failed before it had one.
        if (spec.Agent == AgentNames.Shell || state.KnownSession is not { } known)
            return New(state.FirstPrompt);
        return Same(known, ResumeWords.AfterFailure(state.FirstPrompt ?? spec.Prompt, state.Outcome, state.Checkpoint));
    }
}
