namespace Delegate.Processes.Specs.Support;

/// <summary>How long a spec waits for what must come. Only a failing spec ever waits for so long.</summary>
internal static class Patience
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Long);

    public static Task InTime(this Task task) => task.WaitAsync(Long);
}
