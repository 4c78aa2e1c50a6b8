using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>Schedules and pipelines of a real host, by the real clock (A15, N16, N17).</summary>
public sealed class ScheduleSpecs
{
    [Fact]
    public async Task A_real_one_minute_cron_runs_each_minute_once_across_a_kill_of_the_host()
    {
        await using var bench = new Bench();
        // Each run notes its minute, and when it really started.
        const string note = "echo \"${{ schedule.due }} $(date -u +%s.%N)\" >> minutes";
        await bench.Do("schedule", "create", "--cron", "* * * * *", "--name", "minutely", "--agent", "shell", "--overlap", "allow", "--", note);
        await UntilAsync(bench, "minutes", 1);
        await bench.KillHost();
        await bench.Do("host", "start"); // nobody was there for a moment, within the minute: the next one is not missed
        await UntilAsync(bench, "minutes", 2);
        await bench.Do("schedule", "pause", "minutely");

        var view = await ShowAsync(bench, "minutely");
        var lines = bench.Lines("minutes").Select(line => line.Split(' ')).ToList();
        var dues = lines.Select(line => DateTimeOffset.Parse(line[0], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(dues.Distinct(), dues);
        Assert.Equal(TimeSpan.FromMinutes(1), dues[1] - dues[0]);
        Assert.Equal(2, view.Fates["ran"]);
        Assert.Equal(view.Fates.Values.Sum(), view.History.Sum(one => one.Count));
        // The minute after the start of the host is its own: started within a second of it, on a machine that is busy with specs within five.
        Assert.All(lines.Zip(dues), pair => Assert.InRange(
            double.Parse(pair.First[1], CultureInfo.InvariantCulture) - pair.Second.ToUnixTimeSeconds(), 0, 5));
    }

    [Fact]
    public async Task A_cron_of_seconds_across_two_kills_gives_every_second_one_fate_and_runs_none_twice()
    {
        await using var bench = new Bench();
        await bench.Do("schedule", "create", "--cron", "*/2 * * * * *", "--seconds", "--name", "quick", "--agent", "shell", "--overlap", "allow", "--missed", "skip",
            "--missed-after", "1500ms", "--", "echo \"${{ schedule.due }}\" >> seconds");
        await UntilAsync(bench, "seconds", 2);
        await bench.KillHost();
        await bench.Do("host", "start");
        var before = bench.Lines("seconds").Length;
        await UntilAsync(bench, "seconds", before + 2);
        await bench.KillHost();
        await using (var first = bench.Start("host", "start"))
        await using (var second = bench.StartHostProgram()) // two at once: one of them goes away again (N17)
        {
            await first.EndAsync();
            before = bench.Lines("seconds").Length;
            await UntilAsync(bench, "seconds", before + 2);
            await bench.Do("schedule", "cancel", "quick");
        }

        var view = await ShowAsync(bench, "quick");
        var ran = view.History.Where(one => one.Fate == OccurrenceFate.Ran).ToList();
        foreach (var task in ran.SelectMany(one => one.TaskIds))
            await bench.Succeeds(task);
        var lines = bench.Lines("seconds").Order().ToList();
        Assert.Equal(lines.Distinct(), lines);
        Assert.Equal(ran.Select(one => one.Due).Order(), lines.Select(line => DateTimeOffset.Parse(line, CultureInfo.InvariantCulture)).Order());
        // From the first to the last no instant is without its fate: every other second, each once.
        var fates = view.History.OrderBy(one => one.Number).SelectMany(one => Enumerable.Range(0, one.Count).Select(i => one.Due.AddSeconds(2 * i))).ToList();
        Assert.Equal(Enumerable.Range(0, fates.Count).Select(i => fates[0].AddSeconds(2 * i)), fates);
        Assert.DoesNotContain(view.History, one => one.Fate is OccurrenceFate.Pending or OccurrenceFate.Starting);
        await bench.Do("host", "stop");
    }

    [Fact]
    public async Task A_single_instant_in_five_seconds_starts_within_a_second_of_it_and_a_pipeline_at_once()
    {
        await using var bench = new Bench();
        await bench.Do("host", "start");
        var created = (await bench.DoJson("schedule", "create", "--in", "5s", "--agent", "shell", "--name", "soon", "--", "true")).Deserialize(ContractsJson.Default.ScheduleView)!;
        var due = Assert.Single(created.Schedule.When.At!);
        var submitted = (await bench.DoJson("pipeline", "--agent", "shell", "echo one >> steps", "echo two >> steps", "echo three >> steps"))["tasks"]!.AsArray();
        var steps = submitted.Select(step => TaskId.Parse((string)step!["id"]!)).ToList();
        await bench.Succeeds(steps[^1]);
        Assert.Equal(["one", "two", "three"], bench.Lines("steps"));
        var first = await bench.Status(steps[0]);
        Assert.InRange(first.StartedAt!.Value - first.CreatedAt, TimeSpan.Zero, TimeSpan.FromSeconds(1));

        var view = created;
        while (view.Status == ScheduleStatus.Active)
            view = await ShowAsync(bench, created.Id.Value);
        var occurrence = Assert.Single(view.History);
        Assert.InRange(occurrence.StartedAt!.Value - due, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal((ScheduleStatus.Completed, 1), (view.Status, view.RunCount));
        await bench.Succeeds(Assert.Single(occurrence.TaskIds));
    }

    [Fact]
    public async Task A_flow_is_kept_with_its_text_and_its_commands_know_the_occurrence()
    {
        await using var bench = new Bench();
        await File.WriteAllTextAsync(bench.PathOf("nightly.yaml"), """
            tasks:
              first:  { command: 'echo "${{ schedule.due }} ${{ schedule.id }}" >> seen; echo done' }
              second: { needs: first, command: 'echo ${{ tasks.first.result }} >> seen' }
            """);
        var made = (await bench.DoJson("schedule", "create", "--cron", "@yearly", "--timezone", "Asia/Tokyo", "--flow", "nightly.yaml")).Deserialize(ContractsJson.Default.ScheduleView)!;
        File.Delete(bench.PathOf("nightly.yaml"));
        var run = (await bench.DoJson("schedule", "run", made.Id.Value)).Deserialize(ContractsJson.Default.OccurrenceView)!;
        foreach (var task in run.TaskIds)
            await bench.Succeeds(task);
        var lines = bench.Lines("seen");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00 " + made.Id + "$", lines[0]);
        Assert.Equal("done", lines[1]);
        Assert.Contains("${{ schedule.due }}", made.Summary, StringComparison.Ordinal);
        Assert.Equal("tasks:", made.Schedule.Work.Flow!.Text.Split('\n')[0]);
    }

    [Fact]
    public async Task A_schedule_is_handled_through_MCP_from_its_making_to_its_end()
    {
        await using var bench = new Bench();
        await using var mcp = await McpClient.StartAsync(bench);
        var made = await mcp.CallAsync("ScheduleTask", new JsonObject
        {
            ["prompt"] = "echo hello >> greetings", ["agent"] = "shell", ["scheduleType"] = "cron", ["cronExpression"] = "0 0 1 1 *", ["workingDirectory"] = bench.Work,
        });
        var id = (string)made["id"]!;
        var run = await mcp.CallAsync("RunSchedule", new JsonObject { ["scheduleId"] = id });
        await bench.Succeeds(TaskId.Parse((string)run["taskIds"]![0]!));
        Assert.Equal(["hello"], bench.Lines("greetings"));
        Assert.Equal("paused", (string)(await mcp.CallAsync("PauseSchedule", new JsonObject { ["scheduleId"] = id }))["status"]!);
        Assert.Equal("active", (string)(await mcp.CallAsync("ResumeSchedule", new JsonObject { ["scheduleId"] = id }))["status"]!);
        Assert.Equal("ran", (string)(await mcp.CallAsync("ScheduleStatus", new JsonObject { ["scheduleId"] = id }))["history"]![0]!["fate"]!);
        Assert.Equal("cancelled", (string)(await mcp.CallAsync("CancelSchedule", new JsonObject { ["scheduleId"] = id }))["status"]!);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_the_reason_and_the_next_command()
    {
        await using var bench = new Bench();
        foreach (var (arguments, words) in new (string[], string)[]
        {
            (["schedule", "create", "--cron", "61 * * * *", "go"], "between 0 and 59"),
            (["schedule", "create", "--cron", "@daily", "--timezone", "Europe/Berln", "go"], "Europe/Berlin"),
            (["schedule", "create", "--at", "2020-01-01T00:00Z", "go"], "in the past"),
            (["schedule", "create", "--cron", "@daily", "--expires-at", "2020-01-01T00:00Z", "go"], "in the past"),
            (["schedule", "next", "0 0 30 2 *"], "never comes"),
        })
        {
            var result = await bench.Try(arguments);
            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains(words, result.Err, StringComparison.Ordinal);
            Assert.Contains("hint:", result.Err, StringComparison.Ordinal);
        }
        Assert.Equal(3, (await bench.Do("schedule", "next", "30 2 * * *", "--timezone", "Europe/Berlin", "--count", "3")).OutLines.Length);
    }

    private static async Task<ScheduleView> ShowAsync(Bench bench, string name) =>
        (await bench.DoJson("schedule", "show", name, "--history", "1000")).Deserialize(ContractsJson.Default.ScheduleView)!;

    /// <summary>Ends once the file has so many whole lines: up to two minutes for a cron of minutes, so longer than other waits.</summary>
    private static Task UntilAsync(Bench bench, string name, int count) =>
        FolderWatch.UntilAsync(bench.Work, () => bench.Lines(name).Length >= count, TimeSpan.FromSeconds(90));
}
