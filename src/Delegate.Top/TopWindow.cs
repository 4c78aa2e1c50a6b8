using System.Text;
using Delegate.Cli.Hosting;
using Delegate.Cli.Terminal;
using Delegate.Cli.Top;
using Delegate.Contracts;
using Terminal.Gui.App;
using Terminal.Gui.Configuration;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace Delegate.Top;

/// <summary>The screen of <c>delegate top</c>: panes that show the model, and keys that change it or wish for something.</summary>
internal sealed class TopWindow : Window
{
    private const string Help =
        """
        up, down, page up/down, j, k   choose a task
        enter    its details, and why it stands where it stands
        esc      back; or all tasks again after a filter
        g        the graph as a tree, or the list
        /        only tasks with these words; enter or esc ends typing
        c        cancel it (asks first)
        r        retry: begin it anew (asks first)
        u        resume: go on, in its conversation
        p        pause it where it stands
        q        quit; nothing that runs is touched
        """;

    private readonly IApplication _app;
    private readonly TopSession _session;
    private readonly PaneView _machine;
    private readonly PaneView _tasks;
    private readonly PaneView _output;
    private readonly PaneView _keys;
    private readonly FrameView _tasksFrame;
    private readonly FrameView _outputFrame;
    private readonly TextField _filter;
    private TopModel _model = new();
    private bool _isTyping;

    public TopWindow(IApplication app, IHosts hosts, bool colours)
    {
        _app = app;
        _session = new(hosts, step => _app.Invoke(() => Change(step)));
        var plain = new Attribute(Color.None, Color.None);
        SetScheme(Colourless(plain)); // the panes bring their own colours
        // Shadows have colours of their own, whatever the scheme.
        ButtonSettings.Current = ButtonSettings.Current with { DefaultShadow = ShadowStyles.None };
        DialogSettings.Current = DialogSettings.Current with { DefaultShadow = ShadowStyles.None };
        if (!colours)
            SchemeManager.AddScheme("Dialog", Colourless(plain));
        BorderStyle = LineStyle.None;
        _machine = new((width, _) => TopScreen.Machine(_model, width), colours) { Width = Dim.Fill(), Height = TopScreen.MachineHeight };
        _tasks = new((width, height) => TopScreen.Tasks(_model, width, height), colours) { Width = Dim.Fill(), Height = Dim.Fill() };
        _output = new((width, height) => TopScreen.Output(_model, width, height), colours) { Width = Dim.Fill(), Height = Dim.Fill() };
        _keys = new((width, _) => [TopScreen.Keys(_model, width)], colours) { Width = Dim.Fill(), Height = 1, Y = Pos.AnchorEnd() };
        _filter = new TextField { Width = Dim.Fill(), Height = 1, Y = Pos.AnchorEnd(), Visible = false };
        _tasksFrame = new FrameView { Y = TopScreen.MachineHeight, Width = Dim.Fill(), Height = Dim.Percent(50), CanFocus = false };
        _outputFrame = new FrameView { Y = Pos.Bottom(_tasksFrame), Width = Dim.Fill(), Height = Dim.Fill(1), CanFocus = false };
        _tasksFrame.Add(_tasks);
        _outputFrame.Add(_output);
        Add(_machine, _tasksFrame, _outputFrame, _keys, _filter);
        _filter.ValueChanged += (_, _) => Change(model => model.Filtered(_filter.Text));
        _filter.KeyDown += (_, key) =>
        {
            if (key != Key.Enter && key != Key.Esc)
                return;
            if (key == Key.Esc)
                _filter.Text = "";
            Type(false);
            key.Handled = true;
        };
        Change(model => model);
    }

    public Task RunAsync(CancellationToken cancel) => _session.RunAsync(cancel);

    private void Change(Func<TopModel, TopModel> step)
    {
        var before = _model;
        _model = step(before);
        if (_model.Selected != before.Selected || (_model.IsOpen && (!before.IsOpen || _model.Chosen != before.Chosen)))
            _session.Choose(_model.Selected, _model.IsOpen);
        _tasksFrame.Title = TopScreen.TasksTitle(_model);
        _outputFrame.Title = TopScreen.OutputTitle(_model);
        SetNeedsDraw();
    }

    protected override bool OnKeyDown(Key key)
    {
        if (_isTyping)
            return false;
        _model = _model with { Notice = null };
        var page = Math.Max(1, _tasks.Viewport.Height - 2);
        if (key == Key.CursorUp)
            Change(model => model.Moved(-1));
        else if (key == Key.CursorDown)
            Change(model => model.Moved(1));
        else if (key == Key.PageUp)
            Change(model => model.Moved(-page));
        else if (key == Key.PageDown)
            Change(model => model.Moved(page));
        else if (key == Key.Home)
            Change(model => model.Moved(int.MinValue / 2));
        else if (key == Key.End)
            Change(model => model.Moved(int.MaxValue / 2));
        else if (key == Key.Enter)
            Change(model => model with { IsOpen = model.Chosen is not null });
        else if (key == Key.Esc)
            Back();
        else if (key == Key.C.WithCtrl)
            _app.RequestStop(this);
        else
            return Typed(key.AsRune);
        return true;
    }

    private bool Typed(Rune rune)
    {
        switch (rune.Value)
        {
            case 'q':
                _app.RequestStop(this);
                return true;
            case 'j':
                Change(model => model.Moved(1));
                return true;
            case 'k':
                Change(model => model.Moved(-1));
                return true;
            case 'g':
                Change(model => model with { AsGraph = !model.AsGraph, IsOpen = false });
                return true;
            case '/':
                Type(true);
                return true;
            case '?':
                var widest = Help.Split('\n').Max(line => line.Length); // the box centres each line
                MessageBox.Query(_app, "keys", string.Join('\n', Help.Split('\n').Select(line => line.PadRight(widest, '\u00a0'))), "_Close");
                return true;
            case 'c':
                Do("cancel", asks: true, (client, id) => client.CancelTaskAsync(id, new CancelRequest(null, "top"), default));
                return true;
            case 'r':
                Do("retry", asks: true, (client, id) => client.RetryTaskAsync(id, new SteerRequest("top"), default));
                return true;
            case 'u':
                Do("resume", asks: false, (client, id) => client.ResumeTaskAsync(id, new ResumeRequest(By: "top"), default));
                return true;
            case 'p':
                Do("pause", asks: false, (client, id) => client.PauseTaskAsync(id, new SteerRequest("top"), default));
                return true;
            default:
                return false;
        }
    }

    /// <summary>What has the focus is reversed: without colours too it is seen.</summary>
    private static Scheme Colourless(Attribute plain)
    {
        var (focus, key) = (plain with { Style = TextStyle.Reverse }, plain with { Style = TextStyle.Underline });
        return new Scheme(plain)
        {
            Focus = focus, HotFocus = focus, Active = focus, HotActive = focus, Highlight = focus, HotNormal = key, Editable = plain, ReadOnly = plain,
        };
    }

    private void Back()
    {
        if (_model.IsOpen)
            Change(model => model with { IsOpen = false });
        else
            _filter.Text = "";
    }

    private void Type(bool on)
    {
        _isTyping = on;
        _filter.Visible = on;
        _keys.Visible = !on;
        if (on)
            _filter.SetFocus();
        else
            SetFocus();
        SetNeedsDraw();
    }

    private void Do(string verb, bool asks, Func<IDelegateClient, TaskId, Task<TaskView>> wish)
    {
        if (_model.Chosen is not { } task)
            return;
        var about = $"{task.Key ?? task.Summary}\n{task.Id}, {Words.Phase(task.Phase)}";
        if (asks && MessageBox.Query(_app, verb, $"{verb} this task?\n{about}", "_Yes", "_No") != 0)
            return;
        _ = _session.DoAsync(verb, task.Id, wish); // it says by itself what became of it
    }
}
