using System.Globalization;
using Delegate.Cli.Commands;
using Delegate.Cli.Drawing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Top;

/// <summary>A piece of a line in one colour.</summary>
internal readonly record struct Span(string Text, Tone Tone = Tone.Plain);

/// <summary>A line of a pane.</summary>
internal sealed record Line(IReadOnlyList<Span> Spans, bool IsChosen = false)
{
    public string Text => string.Concat(Spans.Select(span => span.Text));

    public static Line Of(string text, Tone tone = Tone.Plain) => new([new(text, tone)]);
}

/// <summary>What stands in each pane: pure functions of the model and of the pane's size. No line is wider than asked for, none too many.</summary>
internal static class TopScreen
{
    public const int MachineHeight = 4;
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Slots and readings, each with its short past.</summary>
    public static IReadOnlyList<Line> Machine(TopModel model, int width)
    {
        if (model.Host is not { Capacity: var capacity })
            return [TitleLine(model, width), Line.Of(TableFit.Cut("waiting for the host", width), Tone.Quiet)];
        var counts = string.Join(", ", model.Host.Counts.Where(count => count.Value > 0).Select(count => $"{count.Value} {count.Key}"));
        var last = model.Readings.LastOrDefault();
        return
        [
            TitleLine(model, width),
            Fit([new($"slots {capacity.Running} of {capacity.MaxSlots}, {capacity.Queued} queued   ", capacity.AllPaused ? Tone.Bad : Tone.Plain), new(capacity.AllPaused ? "all paused   " : "", Tone.Bad), new(counts, Tone.Quiet)], width),
            Fit(
            [
                .. Meter("cpu", last?.Cpu, model.Readings.Select(reading => reading.Cpu), width),
                .. Meter("mem", last?.Memory, model.Readings.Select(reading => reading.Memory), width),
                .. Meter("psi", last?.Pressure, model.Readings.Select(reading => reading.Pressure ?? 0), width),
            ], width),
            Line.Of(TableFit.Cut(capacity.HoldReason is { } reason ? $"held back: {reason}" : "nothing is held back", width), capacity.HoldReason is null ? Tone.Quiet : Tone.Busy),
        ];
    }

    public static string TasksTitle(TopModel model) => model switch
    {
        { IsOpen: true, Chosen: { } task } => task.Id.Value,
        { Filter.Length: > 0 } => $"{(model.AsGraph ? "graph" : "tasks")} with '{model.Filter}'",
        _ => model.AsGraph ? "graph" : "tasks",
    };

    /// <summary>The list or the graph, scrolled so that the chosen task is seen; or that task in full.</summary>
    public static IReadOnlyList<Line> Tasks(TopModel model, int width, int height)
    {
        if (model is { IsOpen: true, Chosen: { } task })
            return Details(model, task, width, height);
        var rows = TopRows.Of(model);
        if (rows.Count == 0)
            return [Line.Of(TableFit.Cut(model.Filter.Length > 0 ? "no such task (esc shows all)" : "no task yet", width), Tone.Quiet)];
        var table = TableFit.To(TableOf(rows, model), width - 1);
        var widths = table.Headings.Select((heading, column) => Math.Max(TableFit.Cells(heading), table.Rows.Max(row => TableFit.Cells(row[column].Text)))).ToArray();
        var chosen = rows.ToList().FindIndex(row => row.Task.Id == model.Selected);
        var room = Math.Max(1, height - 1);
        var first = Math.Clamp(chosen - (room / 2), 0, Math.Max(0, rows.Count - room));
        return
        [
            LineOf([.. table.Headings.Select(heading => new Cell(heading, Tone.Quiet))], widths, false, width),
            .. table.Rows.Skip(first).Take(room).Select((row, at) => LineOf(row, widths, first + at == chosen, width)),
        ];
    }

    public static string OutputTitle(TopModel model) => model.Chosen is { } task ? $"output of {task.Key ?? task.Id.Value}" : "output";

    /// <summary>The end of the chosen task's output.</summary>
    public static IReadOnlyList<Line> Output(TopModel model, int width, int height) => model.Output.Count == 0
        ? [Line.Of(TableFit.Cut(model.Chosen is { } task ? $"nothing yet; {TaskTable.WhyOrWhat(task)}" : "", width), Tone.Quiet)]
        : [.. model.Output.TakeLast(height).Select(line => Line.Of(TableFit.Cut(Harmless(line), width)))];

    public static Line Keys(TopModel model, int width) => model.Notice is { } notice
        ? Line.Of(TableFit.Cut(notice, width), Tone.Busy)
        : Line.Of(TableFit.Cut(model.IsOpen
            ? "esc back  c cancel  r retry  u resume  p pause  ? help  q quit"
            : "enter open  c cancel  r retry  u resume  p pause  g graph  / filter  ? help  q", width), Tone.Quiet);

    /// <summary>The past as a row of bars, the latest last; 100 is the highest.</summary>
    public static string Sparkline(IEnumerable<double> values, int width) => string.Concat(values.TakeLast(Math.Max(0, width))
        .Select(value => Bars[Math.Clamp((int)(value / 100 * Bars.Length), 0, Bars.Length - 1)]));

    private static Line TitleLine(TopModel model, int width) => Fit(
    [
        new("delegate top"),
        new(model.IsConnected ? "" : "   the host is gone: reconnecting", Tone.Bad),
        model.Host is { } host ? new($"   {host.Version}, pid {host.Pid}, up {Words.For(model.Now - host.StartedAt)}, {host.Home}", Tone.Quiet) : new(""),
    ], width);

    private static Span[] Meter(string name, double? now, IEnumerable<double> past, int width) => now is not { } value
        ? []
        :
        [
            new($"{name} {value.ToString("0", CultureInfo.InvariantCulture),3}% "),
            new(Sparkline(past, (width / 3) - 12) + "  ", value >= 90 ? Tone.Bad : value >= 70 ? Tone.Busy : Tone.Good),
        ];

    private static Table TableOf(IReadOnlyList<TopRow> rows, TopModel model) => new(
        model.AsGraph ? ["GRAPH", "ID", "PHASE", "TIME", "WHAT"] : ["ID", "NAME", "PHASE", "AGE", "TIME", "WHAT"],
        [.. rows.Select(row => Cells(row, model))])
    {
        Spare = model.AsGraph ? ["TIME"] : ["AGE", "TIME", "NAME"],
    };

    private static Cell[] Cells(TopRow row, TopModel model)
    {
        var (task, phase) = (row.Task, Words.PhaseCell(row.Task.Phase));
        var (id, time, what) = (Short(task.Id), Words.Duration(task, model.Now), Harmless(TaskTable.WhyOrWhat(task)));
        return model.AsGraph
            ? [row.Rail + (task.Key ?? Short(task.Id)), id, phase, time, what]
            : [id, task.Key ?? "", phase, Words.For(model.Now - task.CreatedAt), time, what];
    }

    private static List<Line> Details(TopModel model, TaskView task, int width, int height)
    {
        var lines = new List<Line>();
        if (model.Why is { } why)
            lines.AddRange(TreeText.Lines([WhyCommand.BranchOf(why)], width).Select(line => Line.Of(TableFit.Cut(line, width), Tone.Busy)));
        foreach (var row in TaskDetails.Of(task, new AtThatMoment(model.Now)).Rows)
            lines.Add(Fit([new(row[0].Text.PadRight(14), Tone.Quiet), new(Harmless(row[1].Text), row[1].Tone)], width));
        return [.. lines.Take(height)];
    }

    private static Line LineOf(IReadOnlyList<Cell> row, int[] widths, bool isChosen, int width) => Fit(
    [
        new(isChosen ? ">" : " "),
        .. row.Select((cell, column) => new Span(column == row.Count - 1 ? cell.Text : Padded(cell.Text, widths[column] + TableFit.Gap), cell.Tone)),
    ], width) with { IsChosen = isChosen };

    private static Line Fit(IReadOnlyList<Span> spans, int width)
    {
        var (fit, left) = (new List<Span>(), width);
        foreach (var span in spans)
        {
            var text = TableFit.Cut(span.Text, left);
            left -= TableFit.Cells(text);
            fit.Add(span with { Text = text });
            if (left <= 0)
                break;
        }
        return new(fit);
    }

    private static string Padded(string text, int width) => text + new string(' ', Math.Max(0, width - TableFit.Cells(text)));

    private static string Short(TaskId id) => id.Value["task-".Length..];

    private static string Harmless(string text) => string.Concat(text.Select(c => c == '\t' ? ' ' : char.IsControl(c) ? '·' : c));

    private sealed class AtThatMoment(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
