namespace Delegate.Mcp;

/// <summary>What a model is told about this server before it sees any tool.</summary>
internal static class Instructions
{
    public const string Text =
        """
        Delegate runs work in the background on this machine: other Claude Code sessions (agent "claude") and plain
        command lines (agent "shell"). A delegated task survives the end of this session and of the host.

        - DelegateTask hands over one piece of work and returns its id at once. The new session knows nothing of this
          conversation: put everything it needs into the prompt.
        - For steps that build on each other pass the earlier ids in dependsOn; do not wait for one before you submit the next.
        - WaitForTasks waits up to 45 seconds for the end of tasks; call it again while they are not done, or do something
          else meanwhile. TaskStatus says how tasks stand and why one does not run yet. TaskLogs shows output.
        - Work that splits into parts goes in one SubmitGraph call: tasks with keys, dependsOn between them, all or none.
          ShowGraph says how it goes; ListTasks finds tasks by phase, words, folder or time; CancelTasks ends many.
        - A task that failed: ResumeTask goes on in its conversation, with what you have to add; RetryTask begins anew. Both
          make a new task with an id of its own. Failures that pass by themselves (an overloaded service, a usage limit) are
          tried again without you.
        - PauseTask freezes a task, ResumeTask lets it go on. continueFrom puts the results of earlier tasks before a prompt.
        - WhyTask explains down to the root cause why a task waits, is held, or was cancelled; TaskHistory tells all of its past.
        - Builds, tests and other commands need no model: use agent "shell".
        - Steps that follow each other go in one CreatePipeline call. ScheduleTask and SchedulePipeline start work at certain
          times (cron, one instant, an interval); ScheduleStatus says what has become of each run.
        - ListQueues, SetQueue, PauseQueue and HostStatus are about the machine: who may run at once, and why much waits.
        - What a reply cuts is whole in the resources delegate://tasks/ID, .../output, .../history and delegate://graphs/ID.
        - An error says what to change in its hint.
        """;
}
