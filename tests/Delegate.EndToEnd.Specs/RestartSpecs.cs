using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;
using Microsoft.Data.Sqlite;

namespace Delegate.EndToEnd.Specs;

/// <summary>A host that comes back with much to do does not do it all at once.</summary>
public sealed class RestartSpecs
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task N23_With_twenty_tasks_taken_back_never_more_than_one_agent_is_started_in_a_gap()
    {
        await using var bench = new Bench();
        bench.With("DELEGATE_SPAWN_GAP_MS", $"{Gap.TotalMilliseconds}").With("DELEGATE_MAX_SLOTS", "20");
        var tasks = new List<TaskId>();
        for (var i = 0; i < 20; i++)
            tasks.Add(await bench.Claude("count starts\nsay done"));
        await bench.UntilLines("starts", 2);

        await bench.KillHost();
        foreach (var task in tasks) // any verb starts the next host
            await bench.Succeeds(task);

        var starts = await DispatchesAsync(bench);
        Assert.Equal(20, starts.Count);
        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.True(pair.Second - pair.First >= Gap, $"{pair.Second - pair.First} between two starts"));
        Assert.Equal(20, bench.Lines("starts").Length);
    }

    /// <summary>When the host granted each start: its own word in the journal.</summary>
    private static async Task<List<DateTimeOffset>> DispatchesAsync(Bench bench)
    {
        await using var connection = new SqliteConnection($"Data Source={bench.Home.JournalFile};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT message FROM journal WHERE manifest LIKE 'dag.task-dispatched%' ORDER BY ordering";
        await using var reader = await command.ExecuteReaderAsync();
        var times = new List<DateTimeOffset>();
        while (await reader.ReadAsync())
            times.Add((DateTimeOffset)JsonNode.Parse((byte[])reader["message"])!["at"]!);
        return times;
    }
}
