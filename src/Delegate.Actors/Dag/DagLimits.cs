namespace Delegate.Actors.Dag;

/// <summary>Bounds that keep one submission from taking the host down. The first three are settings of the host.</summary>
/// <param name="TasksPerSubmission">Tasks in one submission.</param>
/// <param name="DependenciesPerTask">Dependencies of one task.</param>
/// <param name="Depth">Tasks in one chain of unfinished ones.</param>
/// <param name="UnfinishedTasks">Tasks that wait or run, over all submissions.</param>
/// <param name="PromptBytes">UTF-8 bytes of one prompt or command.</param>
/// <param name="DelegationDepth">Agents that delegate one after the other.</param>
/// <param name="DelegationsPerTask">Tasks that one agent delegates.</param>
public sealed record DagLimits(
    int TasksPerSubmission = 10_000, int DependenciesPerTask = 1_000, int Depth = 1_000, int UnfinishedTasks = 100_000,
    int PromptBytes = 4 * 1024 * 1024, int DelegationDepth = 2, int DelegationsPerTask = 50);
