using System.Net.Http.Json;
using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

internal static class Expect
{
    /// <summary>How long a spec waits for something that should happen at once, before it calls it missing.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    public static async Task<DelegateError> ErrorAsync(Func<Task> action) =>
        (await Assert.ThrowsAsync<DelegateException>(action)).Error;

    public static async Task<DelegateError> ErrorAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync(ContractsJson.Default.DelegateError))!;

    public static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
            all.Add(item);
        return all;
    }
}
