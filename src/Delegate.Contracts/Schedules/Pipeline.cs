namespace Delegate.Contracts;

/// <summary>A chain of tasks, made in one submission: each starts when the one before it has succeeded.</summary>
public static class Pipeline
{
    /// <summary>The least number of steps.</summary>
    public const int Fewest = 2;

    /// <summary>The largest number of steps.</summary>
    public const int Most = 20;

    /// <summary>The steps with a key each, and each after the one before it.</summary>
    public static IReadOnlyList<TaskRequest> Chain(IReadOnlyList<TaskRequest> steps)
    {
        var chained = new List<TaskRequest>(steps.Count);
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i] with { Key = steps[i].Key ?? $"step-{i + 1}" };
            chained.Add(i == 0 ? step : step with { After = [.. step.After.Where(edge => edge.On != chained[i - 1].Key), new(chained[i - 1].Key!)] });
        }
        return chained;
    }
}
