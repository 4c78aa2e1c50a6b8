using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>What is only seen in a terminal, in a real one (tmux), over real tasks.</summary>
public sealed class TerminalSpecs
{
    private const string Missing = "tmux is missing; bash eng/install-test-tools.sh installs it";

    [SkippableFact]
    public async Task Top_shows_tasks_as_they_run_and_acts_on_them_by_keys_and_leaves_the_terminal_as_it_was()
    {
        Skip.IfNot(Screen.IsThere, Missing);
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var id = await bench.Shell($"echo it begins; read go < {gate.Path}; echo it goes on; sleep 1000");
        var after = await bench.Shell("echo never", "--after", id.Value);
        using var guest = await gate.ArrivalAsync();
        await using var screen = await Screen.OpenAsync(bench, $"echo before; {Built.Cli} top; echo ended with $?; exec cat");
        var (name, next) = (id.Value["task-".Length..], after.Value["task-".Length..]);

        await screen.UntilAsync(text => Row(text, name).Contains("running", StringComparison.Ordinal) && Row(text, next).Contains("waits for", StringComparison.Ordinal));
        Assert.Equal("1", await screen.AskAsync("alternate_on"));
        await screen.UntilAsync("it begins");
        guest.LetGo();
        await screen.UntilAsync("it goes on"); // its output, followed live

        await screen.PressAsync("g");
        await screen.UntilAsync(text => Row(text, next).Contains("└─ " + next, StringComparison.Ordinal));
        await screen.PressAsync("g");

        await screen.PressAsync("/");
        await screen.TypeAsync("never");
        await screen.UntilAsync(text => text.Contains("tasks with 'never'", StringComparison.Ordinal) && Row(text, name).Length == 0 && Row(text, next).Length > 0);
        await screen.PressAsync("Enter");
        await screen.UntilAsync("enter open"); // it is no longer typed
        await screen.PressAsync("Escape");
        await screen.UntilAsync(text => Row(text, name).Length > 0 && text.Contains("┤tasks├", StringComparison.Ordinal));

        await screen.PressAsync("Home");
        await screen.UntilAsync(text => Row(text, name).Contains('>'));
        await screen.PressAsync("Enter");
        await screen.UntilAsync("esc back");
        await screen.UntilAsync("it is writing."); // why
        await screen.PressAsync("Escape");

        await screen.ResizeAsync(60, 16);
        var small = await screen.UntilAsync(text => text.Split('\n')[^1].StartsWith("enter open", StringComparison.Ordinal) && Row(text, name).Length is > 0 and <= 60);
        Assert.Equal(16, small.Split('\n').Length);
        await screen.ResizeAsync(80, 24);
        await screen.UntilAsync(text => text.Split('\n') is { Length: 24 } lines && lines[23].StartsWith("enter open", StringComparison.Ordinal));

        await screen.PressAsync("c");
        await screen.UntilAsync("cancel this task?");
        await screen.PressAsync("n");
        await screen.UntilAsync(text => !text.Contains("cancel this task?", StringComparison.Ordinal));
        Assert.Equal(TaskPhase.Running, (await bench.Status(id)).Phase);
        await screen.PressAsync("c");
        await screen.UntilAsync("cancel this task?");
        await screen.PressAsync("y");
        await screen.UntilAsync(text => Row(text, name).Contains("cancelled", StringComparison.Ordinal) && Row(text, next).Contains("cancelled", StringComparison.Ordinal));
        Assert.Equal((TaskPhase.Cancelled, "top"), (await bench.Status(id)) is var ended ? (ended.Phase, ended.Outcome!.By) : default);

        await screen.PressAsync("q");
        var left = await screen.UntilAsync("ended with 0");
        Assert.StartsWith("before\n", left);
        Assert.DoesNotContain(name, left);
        Assert.Equal(("0", "1"), (await screen.AskAsync("alternate_on"), await screen.AskAsync("cursor_flag")));
        await screen.TypeAsync("typed");
        await screen.UntilAsync("typed"); // echoed: the terminal is a plain one again
    }

    [SkippableFact]
    public async Task Top_goes_on_with_the_next_host_and_shows_no_colour_where_none_is_wanted()
    {
        Skip.IfNot(Screen.IsThere, Missing);
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var id = await bench.Shell($"read go < {gate.Path}; echo out$((6 * 7)); exec sleep 1000");
        using var guest = await gate.ArrivalAsync();
        await bench.Until(id, task => task.Phase == TaskPhase.Running);
        await using var screen = await Screen.OpenAsync(bench, $"{Built.Cli} top");
        await screen.UntilAsync(text => Row(text, id.Value["task-".Length..]).Contains("running", StringComparison.Ordinal));
        await screen.PressAsync("?");
        await screen.UntilAsync("choose a task");
        Assert.DoesNotMatch(@"\u001b\[[0-9;]*(3[0-7]|4[0-7]|9[0-7]|10[0-7]|38;|48;)[0-9;]*m", await screen.LookAsync(colours: true));
        await screen.PressAsync("Escape");

        await bench.KillHost();
        var late = await bench.Shell("echo after the crash"); // starts the next host, unless top already has
        var host = await bench.HostProcess();
        await screen.UntilAsync(text => text.Contains($"pid {host.Pid},", StringComparison.Ordinal) && !text.Contains("reconnecting", StringComparison.Ordinal)
            && Row(text, late.Value["task-".Length..]).Contains("succeeded", StringComparison.Ordinal));
        guest.LetGo();
        await screen.UntilAsync("out42"); // the chosen task's output goes on too
        await bench.Do("cancel", id.Value);
        await screen.UntilAsync(text => Row(text, id.Value["task-".Length..]).Contains("cancelled", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_watched_list_is_one_picture_that_changes_and_no_line_of_it_is_wrapped_in_forty_columns()
    {
        Skip.IfNot(Screen.IsThere, Missing);
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var id = await bench.Shell($"read go < {gate.Path} # with more words than there is room for in forty columns");
        using var guest = await gate.ArrivalAsync();
        await using var screen = await Screen.OpenAsync(bench, $"{Built.Cli} list --watch; echo ended with $?; exec cat", width: 40, height: 10);
        var before = await screen.UntilAsync(text => text.Contains("running", StringComparison.Ordinal));
        Assert.Equal(2, Lines(before));
        Assert.EndsWith("…", before.Split('\n')[1].TrimEnd());
        guest.LetGo();
        var after = await screen.UntilAsync(text => text.Contains("succeeded", StringComparison.Ordinal));
        Assert.Equal(2, Lines(after));
        Assert.DoesNotContain("running", after);
        await screen.PressAsync("C-c");
        await screen.UntilAsync("ended with 130");
    }

    private static int Lines(string screen) => screen.Split('\n').Count(line => line.Trim().Length > 0);

    /// <summary>The line that is about this task; in those of others it may be named as well.</summary>
    private static string Row(string screen, string id) =>
        screen.Split('\n').FirstOrDefault(line => line.TrimStart('│', '>', ' ', '└', '├', '─').StartsWith(id, StringComparison.Ordinal)) ?? "";
}
