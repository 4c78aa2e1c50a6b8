using Delegate.Cli.Specs.Harness;
using Delegate.Cli.Terminal;
using Delegate.Cli.Top;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Top;

/// <summary>The screen of <c>delegate top</c> without a terminal: a pure function of the model and the size.</summary>
public sealed class TopScreenSpecs
{
    private static readonly TaskView Runs = Sample.Task(Sample.Id1, TaskPhase.Running, "build");
    private static readonly TaskView Waits = Sample.Task(Sample.Id2, TaskPhase.Waiting, "test") with { HoldReason = "waits for build", After = [new(Sample.Id1, DependencyPolicy.Cancel, false)] };
    private static readonly TaskView Failed = Sample.Task(Sample.Id3, TaskPhase.Failed) with { Summary = "作業\u001b[2J\tof an agent" };
    private static readonly TopModel Model = new TopModel().With([Failed, Waits, Runs]).Heard(Pulse(1, 42));

    [Fact]
    public void The_list_shows_phase_age_and_what_holds_a_task_back_running_ones_first()
    {
        var lines = TopScreen.Tasks(Model, 80, 10).Select(line => line.Text).ToList();
        Assert.Equal(4, lines.Count);
        Assert.Matches("^>7k2m9qx4h0ad +build +running +2m00s +1m05s +make build", lines[1]);
        Assert.Matches("waiting +2m00s +.*waits for build", lines[2]);
        Assert.Matches("failed .*Exited with 7", lines[3]);
    }

    [Fact]
    public void The_graph_is_a_tree()
    {
        var lines = TopScreen.Tasks(Model with { AsGraph = true }, 80, 10).Select(line => line.Text[1..]).ToList();
        Assert.StartsWith("build ", lines[1]);
        Assert.StartsWith("└─ test ", lines[2]);
    }

    [Fact]
    public void An_opened_task_says_why_and_everything_that_is_known_of_it()
    {
        var model = Model with { IsOpen = true, Why = new(Sample.Id1, "build", TaskPhase.Running, "It runs.", "wait", []) };
        var text = string.Join('\n', TopScreen.Tasks(model, 80, 20).Select(line => line.Text));
        Assert.Contains("It runs.", text);
        Assert.Contains("→ wait", text);
        Assert.Matches("folder +/work", text);
    }

    [Fact]
    public void Readings_have_a_past()
    {
        var model = Enumerable.Range(0, 10).Aggregate(Model, (at, number) => at.Heard(Pulse(number, number * 10)));
        Assert.Contains("cpu  90%", TopScreen.Machine(model, 120)[2].Text);
        Assert.Contains("▁▁▂▃▄▄▅▆▇█"[^4..], TopScreen.Machine(model, 120)[2].Text);
        Assert.Equal(TopModel.MostReadings, Enumerable.Range(0, 500).Aggregate(Model, (at, number) => at.Heard(Pulse(number, 1))).Readings.Count);
        Assert.Equal("▁▅█", TopScreen.Sparkline([0, 50, 100], 10));
        Assert.Equal("█", TopScreen.Sparkline([0, 50, 100], 1));
    }

    [Fact]
    public void No_pane_is_wider_or_higher_than_its_place_and_nothing_of_an_agent_gets_out_of_its_line()
    {
        var model = Model.Choosing(Sample.Id3).Wrote(Sample.Id3, [.. Enumerable.Range(0, 700).Select(number => $"作業 {number} \u001b[31m" + new string('x', 300))]);
        Assert.Equal(TopModel.MostLines, model.Output.Count);
        foreach (var shown in new[] { model, model with { AsGraph = true }, model with { IsOpen = true }, model with { IsConnected = false, Notice = new string('n', 300) }, new TopModel(), model.Filtered("nothing has this") })
            for (var width = 20; width <= 200; width += 7)
                for (var height = 2; height <= 40; height += 5)
                {
                    Assert.All((IReadOnlyList<Line>[])[TopScreen.Tasks(shown, width, height), TopScreen.Output(shown, width, height)], lines => Assert.InRange(lines.Count, 1, height));
                    Assert.InRange(TopScreen.Machine(shown, width).Count, 1, TopScreen.MachineHeight);
                    Line[] all = [.. TopScreen.Tasks(shown, width, height), .. TopScreen.Output(shown, width, height), .. TopScreen.Machine(shown, width), TopScreen.Keys(shown, width)];
                    Assert.All(all, line => Assert.InRange(TableFit.Cells(line.Text), 0, width));
                    Assert.All(all, line => Assert.DoesNotContain(line.Text, char.IsControl));
                }
    }

    [Fact]
    public void The_chosen_task_is_always_in_sight_and_stays_chosen_when_others_come()
    {
        var many = Model.With(Enumerable.Range(0, 200).Select(_ => Sample.Task(TaskId.New(), TaskPhase.Succeeded)));
        Assert.Equal(Sample.Id1, many.Selected);
        for (var at = many; ; at = at.Moved(1))
        {
            var lines = TopScreen.Tasks(at, 80, 8);
            Assert.Single(lines, line => line.IsChosen);
            if (at.Moved(1).Selected == at.Selected)
                break;
        }
        Assert.Equal(Sample.Id2, many.Filtered("test").Selected);
        Assert.Null(many.Filtered("nothing has this").Selected);
    }

    [Fact]
    public void Of_the_past_only_so_much_is_kept_and_of_what_is_unfinished_everything()
    {
        var model = Model.With(Enumerable.Range(0, 1_000).Select(_ => Sample.Task(TaskId.New(), TaskPhase.Succeeded)));
        Assert.Equal(TopModel.MostEnded + 2, model.Tasks.Count);
        Assert.Contains(Sample.Id2, model.Tasks.Keys);
    }

    [Fact]
    public void A_lost_host_is_said_and_forgotten_with_the_next_news()
    {
        var lost = Model with { IsConnected = false };
        Assert.Contains("reconnecting", TopScreen.Machine(lost, 80)[0].Text);
        Assert.DoesNotContain("reconnecting", TopScreen.Machine(lost.Heard(Pulse(2, 1)), 80)[0].Text);
    }

    private static FeedEntry Pulse(long cursor, double cpu) => new(cursor, Sample.Now, Pulse: Sample.Host() is var host
        ? new(host.Pid, host.Version, host.Home, host.StartedAt, host.Counts, host.Capacity with { CpuPercent = cpu, MemoryPressure = 3 })
        : null);
}
